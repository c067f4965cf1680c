"""A real mail server (aiosmtpd) in the test's own loop, with a temper that tests set."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "lectern@example.org", "p@ss:word"


@dataclass
class Postbox:
    """What arrived, and how the server answers."""

    received: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    to: str = "250 OK"
    """The answer to RCPT TO."""
    text: str = "250 OK"
    """The answer to the text."""
    hang_up: bool = False
    """Take the text, then go away without an answer."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.encrypted.append(session.ssl is not None)
        if self.text.startswith("250"):
            self.received.append(envelope)
        if self.hang_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.text


def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (
        given.login,
        given.password,
    ) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(
    postbox: Postbox,
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    login: bool = False,
    port: int = 0,
) -> AsyncIterator[int]:
    """The port of a server that runs meanwhile."""

    sessions: list[SMTP] = []

    def make() -> SMTP:
        session = SMTP(
            postbox,
            hostname="mail.example",
            tls_context=starttls,
            auth_required=login,
            authenticator=authenticate,
        )
        sessions.append(session)
        return session

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", port, ssl=implicit)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for session in sessions:
            if session.transport is not None:
                session.transport.close()
        await server.wait_closed()
