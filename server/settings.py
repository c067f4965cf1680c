"""Settings: read once from the environment and the command line, passed down as plain values.

Every setting is a row of ``SETTINGS``; the README's table is compared with it by a test.
A value that cannot be used raises ``BadSetting`` with one sentence, and the process ends non-zero.
"""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from engagement.audience.scoring import Weights
from media.addresses import parse_told
from server.relayurl import parse_relay


class BadSetting(Exception):
    """A setting cannot be used; the text says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, default as text, and what it does."""

    name: str
    default: str
    what: str


SETTINGS = (
    Setting("LECTERN_HOST", "127.0.0.1", "address the HTTP port listens on"),
    Setting("LECTERN_PORT", "8080", "HTTP port; 0 takes a free one"),
    Setting("LECTERN_MEDIA_PORT", "8081", "the one UDP port for media; 0 takes a free one"),
    Setting(
        "LECTERN_MEDIA_TCP_PORT",
        "same",
        "TCP port for media where UDP is blocked; same: the UDP port's number; off: none",
    ),
    Setting(
        "LECTERN_MEDIA_HOST",
        "",
        "address the media ports listen on; empty: LECTERN_HOST, or all with MEDIA_ADDRESSES",
    ),
    Setting("LECTERN_DATA", "var", "folder for databases, decks, mail and keys"),
    Setting("LECTERN_URL", "", "public base URL when a proxy stands in front, for links and mail"),
    Setting("LECTERN_TLS_CERT", "", "certificate chain (PEM) to serve HTTPS without a proxy"),
    Setting("LECTERN_TLS_KEY", "", "private key (PEM) of that certificate"),
    Setting("LECTERN_TRUST_PROXY", "no", "yes: take the caller's address from X-Forwarded-For"),
    Setting(
        "LECTERN_PER_ADDRESS",
        "200",
        "most room connections from one address (of IPv6: one /64) at once",
    ),
    Setting("LECTERN_UPLOAD_MB", "200", "largest deck file accepted, in MB"),
    Setting("LECTERN_LOG_LEVEL", "info", "debug, info, warning or error"),
    Setting("LECTERN_METRICS", "local", "who may read /metrics: local (loopback callers) or all"),
    Setting(
        "MEDIA_ADDRESSES",
        "",
        "where browsers find the media ports: addresses or names (looked up every minute), with "
        ":port where a router maps it, separated by commas; empty: found from the network",
    ),
    Setting(
        "TURN_URL",
        "",
        "relays for who reaches neither media port, separated by commas: "
        "turns:turn.example.org:443?transport=tcp, turn:turn.example.org:3478",
    ),
    Setting("TURN_SECRET", "", "the secret that the relays share with us (static-auth-secret)"),
    Setting("TURN_SECRET_FILE", "", "a file that holds it instead"),
    Setting("SMTP_URL", "", "smtp://user:password@host:587 or smtps://…; empty: files only"),
    Setting(
        "LECTERN_SCORE",
        "time 40, slides 20, polls 15, questions 10, acts 10, links 5",
        "weights of an attendee's engagement score; what is not named weighs as here",
    ),
    Setting("MAIL_FROM", "Lectern <no-reply@lectern.invalid>", "sender of all mail"),
)

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server runs with; see ``SETTINGS`` for the meaning of each value."""

    host: str = "127.0.0.1"
    port: int = 8080
    media_port: int = 8081
    media_tcp_port: int | None = 0
    """0: the UDP port's number; None: no TCP port."""
    media_host: str = "127.0.0.1"
    data: Path = field(default_factory=lambda: Path("var"))
    url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trust_proxy: bool = False
    per_address: int = 200
    upload_bytes: int = 200_000_000
    log_level: str = "info"
    metrics_for_all: bool = False
    media_addresses: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = DEFAULTS["MAIL_FROM"]
    score: Weights = Weights()

    @property
    def base_url(self) -> str:
        """The URL that people use, without a slash at its end."""
        if self.url:
            return self.url.rstrip("/")
        scheme = "https" if self.tls_cert else "http"
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host
        return f"{scheme}://{host}:{self.port}"


def read_settings(environment: Mapping[str, str], **overrides: object) -> Settings:
    """Settings from the environment; an override that is not None wins over it.

    Raises ``BadSetting``.
    """
    given = {name: environment.get(name, default) for name, default in DEFAULTS.items()}
    for name, value in overrides.items():
        if value is not None:
            given[_variable(name)] = str(value)
    told = _addresses(given["MEDIA_ADDRESSES"])
    settings = Settings(
        host=given["LECTERN_HOST"],
        port=_number(given, "LECTERN_PORT", 0, 65_535),
        media_port=_number(given, "LECTERN_MEDIA_PORT", 0, 65_535),
        media_tcp_port=_tcp_port(given),
        media_host=given["LECTERN_MEDIA_HOST"] or _media_host(given["LECTERN_HOST"], told),
        # Absolute, because deck conversions run in a process with a folder of its own.
        data=Path(given["LECTERN_DATA"]).absolute(),
        url=_base_url(given["LECTERN_URL"]),
        tls_cert=_file(given, "LECTERN_TLS_CERT"),
        tls_key=_file(given, "LECTERN_TLS_KEY"),
        trust_proxy=_choice(given, "LECTERN_TRUST_PROXY", ("no", "yes")) == "yes",
        per_address=_number(given, "LECTERN_PER_ADDRESS", 1, 100_000),
        upload_bytes=_number(given, "LECTERN_UPLOAD_MB", 1, 10_000) * 1_000_000,
        log_level=_choice(given, "LECTERN_LOG_LEVEL", LOG_LEVELS),
        metrics_for_all=_choice(given, "LECTERN_METRICS", ("local", "all")) == "all",
        media_addresses=told,
        turn_urls=_turn_urls(given["TURN_URL"]),
        turn_secret=_turn_secret(given),
        smtp_url=_smtp_url(given["SMTP_URL"]),
        mail_from=given["MAIL_FROM"],
        score=_weights(given["LECTERN_SCORE"]),
    )
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise BadSetting("LECTERN_TLS_CERT and LECTERN_TLS_KEY go together: give both or neither")
    if bool(settings.turn_urls) != bool(settings.turn_secret):
        raise BadSetting("TURN_URL and TURN_SECRET go together: give both or neither")
    return settings


def _variable(name: str) -> str:
    return name.upper() if name in ("media_addresses", "smtp_url") else f"LECTERN_{name.upper()}"


def _number(given: Mapping[str, str], name: str, low: int, high: int) -> int:
    try:
        number = int(given[name])
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}")
    return number


def _choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    if given[name] not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}")
    return given[name]


def _file(given: Mapping[str, str], name: str) -> Path | None:
    if not given[name]:
        return None
    path = Path(given[name])
    if not path.is_file():
        raise BadSetting(f"{name}: there is no file at {path}")
    return path


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise BadSetting("LECTERN_URL must be like https://meet.example.org")
    return text


def _smtp_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise BadSetting("SMTP_URL must be like smtp://user:password@mail.example.org:587")
    return text


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for address in found:
        try:
            parse_told(address)
        except ValueError as error:
            raise BadSetting(f"MEDIA_ADDRESSES: {error}") from error
    return found


def _turn_urls(text: str) -> tuple[str, ...]:
    urls = tuple(part.strip() for part in text.split(",") if part.strip())
    for url in urls:
        try:
            parse_relay(url)
        except ValueError as error:
            raise BadSetting(f"TURN_URL: {error}") from error
    return urls


def _turn_secret(given: Mapping[str, str]) -> str:
    path = _file(given, "TURN_SECRET_FILE")
    if path is None:
        return given["TURN_SECRET"]
    if given["TURN_SECRET"]:
        raise BadSetting("TURN_SECRET and TURN_SECRET_FILE say the same: give one of them")
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise BadSetting(f"TURN_SECRET_FILE: {path} cannot be read") from error


def _weights(text: str) -> Weights:
    try:
        return Weights.parse(text)
    except ValueError as error:
        raise BadSetting(f"LECTERN_SCORE: {error}") from error


def _tcp_port(given: Mapping[str, str]) -> int | None:
    words: dict[str, int | None] = {"same": 0, "off": None, "": None}
    text = given["LECTERN_MEDIA_TCP_PORT"]
    if text in words:
        return words[text]
    try:
        return _number(given, "LECTERN_MEDIA_TCP_PORT", 1, 65_535)
    except BadSetting as error:
        raise BadSetting(f"{error}, same, or off") from error


def _media_host(host: str, told: Sequence[str]) -> str:
    """Where media listens when nobody says so.

    Told addresses are mostly a router's, so any address of this machine may be the one behind it;
    only when all are of loopback nobody else is meant.
    """
    hosts = [parse_told(each).host for each in told]
    if all(_is_loopback(each) for each in hosts):
        return host
    only_ipv4 = all(":" not in each and _is_address(each) for each in hosts)
    return "0.0.0.0" if only_ipv4 or not socket.has_dualstack_ipv6() else "::"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback
