"""Ways for a mail to leave: a file in the outbox folder, or a mail server.

What can go wrong, by what is known afterwards:

    Refused      it has not arrived; ``permanent`` says whether trying again makes sense
    Doubtful     it may have arrived: the connection went away while the text was under way
"""

import asyncio
import ipaddress
import os
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

Handing = Callable[[], Awaitable[None]]

PATIENCE_S = 60
"""For everything up to the text, and once more for the text."""
MAX_TROUBLE = 300


class Refused(Exception):
    """The mail was not taken."""

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence[:MAX_TROUBLE])
        self.permanent = permanent


class Doubtful(Exception):
    """Nobody knows whether the mail was taken."""


class Carrier(Protocol):
    """Takes a mail away."""

    async def carry(
        self, message: EmailMessage, *, sender: str, to: str, name: str, handing: Handing
    ) -> None:
        """Deliver, or raise ``Refused`` or ``Doubtful``.

        ``name`` is the mail's own name, the same at every attempt.  ``handing`` is awaited right
        before the moment from which on the mail may arrive though we never hear of it.
        """


class FileCarrier:
    """Puts each mail into the outbox folder, where the file is the delivery.

    Writing the same file twice is one delivery, so there is never a doubt.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(
        self, message: EmailMessage, *, sender: str, to: str, name: str, handing: Handing
    ) -> None:
        """Write ``<name>.eml``, readable by the owner alone: there is a join link inside."""
        try:
            await asyncio.to_thread(self._write, self._folder / f"{name}.eml", message.as_bytes())
        except OSError as error:
            reason = error.strerror or "unknown"
            raise Refused(
                f"The outbox folder cannot be written: {reason}", permanent=False
            ) from error

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


class SmtpCarrier:
    """Hands each mail to a mail server, over a connection of its own.

    ``smtp://user:password@host:port`` upgrades by STARTTLS where the server offers it, and insists
    on it when there is a password to protect (``?starttls=required`` insists always,
    ``?starttls=never`` never asks); ``smtps://`` is TLS from the first byte.
    """

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None) -> None:
        """Raises ``ValueError`` with one sentence for a URL that cannot be used."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must be like smtp://user:password@mail.example.org:587")
        self._implicit = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._implicit else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._upgrade = self._when_to_upgrade(parse_qs(parts.query).get("starttls", ["auto"])[-1])
        self._tls = tls

    async def carry(
        self, message: EmailMessage, *, sender: str, to: str, name: str, handing: Handing
    ) -> None:
        """One connection, one mail."""
        server = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._implicit,
            start_tls=False if self._implicit else self._upgrade,
            tls_context=self._tls,
            timeout=PATIENCE_S,
        )
        try:
            await self._introduce(server, sender, to)
            await handing()
            await self._hand_over(server, message)
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=2)
        finally:
            server.close()

    async def _introduce(self, server: aiosmtplib.SMTP, sender: str, to: str) -> None:
        """Everything before the text: whatever fails here, nothing has arrived."""
        options = () if to.isascii() else ("SMTPUTF8",)
        encoding = "ascii" if to.isascii() else "utf-8"
        try:
            async with asyncio.timeout(PATIENCE_S):
                await server.connect()
                await server.mail(sender, options=options, encoding=encoding)
                await server.rcpt(to, encoding=encoding)
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused) as error:
            raise Refused(_answer(error), permanent=error.code >= 500) from error
        except aiosmtplib.SMTPResponseException as error:
            # A wrong password is put right by the administrator; the mail waits for it.
            raise Refused(_answer(error), permanent=False) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Refused(f"The mail server cannot be reached: {error}", permanent=False) from error

    async def _hand_over(self, server: aiosmtplib.SMTP, message: EmailMessage) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await server.data(message.as_bytes())
        except aiosmtplib.SMTPResponseException as error:
            raise Refused(_answer(error), permanent=error.code >= 500) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Doubtful("The mail server went away while it was given the text.") from error

    def _when_to_upgrade(self, wish: str) -> bool | None:
        if wish not in ("auto", "required", "never"):
            raise ValueError("SMTP_URL: starttls must be auto, required or never")
        if wish == "never":
            return False
        guarded = self._user is not None and not _is_loopback(self._host)
        return True if guarded or wish == "required" else None


def carrier_for(smtp_url: str, folder: Path) -> Carrier:
    """The carrier that the settings ask for; raises ``ValueError`` with one sentence."""
    return SmtpCarrier(smtp_url) if smtp_url else FileCarrier(folder)


def _answer(error: aiosmtplib.SMTPResponseException) -> str:
    message = " ".join(str(error.message).split())
    return f"The mail server answered {error.code}: {message}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
