"""Settings are read once, and a bad one is one clear sentence."""

from pathlib import Path

import pytest

from server.settings import BadSetting, read_settings


def test_defaults() -> None:
    """Without any setting the server is embedded, local, and knows its URL."""
    settings = read_settings({})
    assert (settings.host, settings.port, settings.media_port) == ("127.0.0.1", 8080, 8081)
    assert settings.base_url == "http://localhost:8080"


def test_command_line_wins() -> None:
    """An option of the command line beats the environment."""
    settings = read_settings({"LECTERN_PORT": "1", "LECTERN_DATA": "a"}, port=2, data=Path("b"))
    assert (settings.port, settings.data) == (2, Path("b").absolute())


def test_public_url() -> None:
    """Behind a proxy, links carry the public URL."""
    assert read_settings({"LECTERN_URL": "https://a.example/"}).base_url == "https://a.example"


def test_media_addresses() -> None:
    """Several addresses may be told to browsers, IPv6 too."""
    settings = read_settings({"MEDIA_ADDRESSES": "203.0.113.7, 2001:db8::1"})
    assert settings.media_addresses == ("203.0.113.7", "2001:db8::1")


@pytest.mark.parametrize(
    ("host", "told", "listens"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1,::1", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7", "0.0.0.0"),
        ("127.0.0.1", "203.0.113.7,[2001:db8::7]:3478", "::"),
        ("10.0.0.7", "meet.example.org", "::"),
        ("0.0.0.0", "", "0.0.0.0"),
    ],
)
def test_where_media_listens(host: str, told: str, listens: str) -> None:
    """Behind a proxy on loopback, media still listens to the world that it was told to."""
    environment = {"LECTERN_HOST": host, "MEDIA_ADDRESSES": told}
    assert read_settings(environment).media_host == listens
    environment["LECTERN_MEDIA_HOST"] = "192.0.2.9"
    assert read_settings(environment).media_host == "192.0.2.9"


@pytest.mark.parametrize(("text", "port"), [("same", 0), ("off", None), ("", None), ("443", 443)])
def test_tcp_port(text: str, port: int | None) -> None:
    """The TCP port is the UDP port's number, another, or none."""
    assert read_settings({"LECTERN_MEDIA_TCP_PORT": text}).media_tcp_port == port


def test_relay(tmp_path: Path) -> None:
    """Relays have a secret, from the environment or from a file."""
    path = tmp_path / "secret"
    path.write_text("hush\n")
    url = "turns:a.example:443?transport=tcp, turn:a.example"
    for given in ({"TURN_SECRET": "hush"}, {"TURN_SECRET_FILE": str(path)}):
        settings = read_settings({"TURN_URL": url} | given)
        assert settings.turn_urls == ("turns:a.example:443?transport=tcp", "turn:a.example")
        assert settings.turn_secret == "hush"
        assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"TURN_URL": "turn:a.example"}, "TURN_URL and TURN_SECRET go together"),
        ({"TURN_SECRET": "hush"}, "TURN_URL and TURN_SECRET go together"),
        ({"TURN_URL": "http://a", "TURN_SECRET": "x"}, "TURN_URL: http://a must be like turns:"),
        ({"TURN_SECRET_FILE": "/no/such"}, "TURN_SECRET_FILE: there is no file"),
        ({"TURN_SECRET_FILE": __file__, "TURN_SECRET": "x"}, "give one of them"),
    ],
)
def test_bad_relay(given: dict[str, str], sentence: str) -> None:
    """Half a relay, or one that browsers would not take, is refused."""
    with pytest.raises(BadSetting, match=sentence):
        read_settings(given)


def test_secret_is_not_shown() -> None:
    """The mail password never reaches a log through the settings."""
    assert "hush" not in repr(read_settings({"SMTP_URL": "smtp://max:hush@mail.example"}))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LECTERN_PORT", "http", "LECTERN_PORT must be a whole number from 0 to 65535"),
        ("LECTERN_PORT", "65536", "LECTERN_PORT must be a whole number from 0 to 65535"),
        ("LECTERN_UPLOAD_MB", "0", "LECTERN_UPLOAD_MB must be a whole number from 1 to 10000"),
        ("LECTERN_LOG_LEVEL", "loud", "LECTERN_LOG_LEVEL must be one of debug"),
        ("LECTERN_URL", "meet.example", "LECTERN_URL must be like https://"),
        ("SMTP_URL", "http://mail", "SMTP_URL must be like smtp://"),
        ("MEDIA_ADDRESSES", "he re", "MEDIA_ADDRESSES: he re is neither an IP address nor a name"),
        ("LECTERN_MEDIA_TCP_PORT", "on", "LECTERN_MEDIA_TCP_PORT must be .* 65535, same, or off"),
        ("LECTERN_TLS_CERT", "/no/such.pem", "LECTERN_TLS_CERT: there is no file"),
    ],
)
def test_bad_setting(name: str, value: str, sentence: str) -> None:
    """A value that cannot be used is refused with its name and what would be right."""
    with pytest.raises(BadSetting, match=sentence):
        read_settings({name: value})


def test_half_of_tls(tmp_path: Path) -> None:
    """A certificate without its key is refused at the start, not at the first visitor."""
    certificate = tmp_path / "cert.pem"
    certificate.touch()
    with pytest.raises(BadSetting, match="go together"):
        read_settings({"LECTERN_TLS_CERT": str(certificate)})
