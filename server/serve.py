"""Running the server: one clear line when it cannot start, and a stop that loses nothing."""

import asyncio
import signal
import socket
import ssl
import sys
from dataclasses import replace

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from server import logs
from server.app import make_server
from server.note import Note, media_note, remove_note, write_note
from server.services import Server
from server.settings import Settings

KEEPALIVE_SECONDS = 15
MOVE_WITHIN_MS = 10_000
"""Clients come back at a random time within this, so that a restart is no stampede."""
GOODBYE_SECONDS = 12
"""How long a stop waits for clients to leave: the whole of ``MOVE_WITHIN_MS`` and a little more."""
CLOSE_SECONDS = 10

logger = structlog.get_logger("server")


class StartFailed(Exception):
    """The server cannot start; the text is one line that says why."""


async def run_server(settings: Settings, *, demo: bool = False) -> None:
    """Serve until SIGTERM or SIGINT. Raises ``StartFailed``."""
    logs.configure(settings.log_level)
    stop = _stop_signal()
    listening = _listen(settings)
    # Links and mails carry the port, so it is known before anything else is made.
    server = make_server(replace(settings, port=listening.getsockname()[1]))
    runner = web.AppRunner(
        server.app,
        access_log_class=logs.AccessLogger,
        keepalive_timeout=KEEPALIVE_SECONDS,
        shutdown_timeout=CLOSE_SECONDS,
    )
    try:
        await _start(runner, listening, settings)
        note = Note(server.services.settings.port, media_note(server.services.media))
        write_note(settings.data, note)
        if demo:
            await _print_demo(server)
        media = server.services.media
        ports = {"media_port": media.port, "media_tcp_port": media.tcp_port}
        logger.info("ready", port=server.services.settings.port, **ports)
        await stop.wait()
        logger.info("stopping")
        await _say_goodbye(server)
        remove_note(settings.data)
    finally:
        await runner.cleanup()
    logger.info("stopped")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server(
            (settings.host, settings.port),
            family=family,
            backlog=1_024,
            # "::" means everybody, as it does for media.
            dualstack_ipv6=settings.host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise StartFailed(f"cannot listen on {where}: {error.strerror or error}") from error


async def _start(runner: web.AppRunner, listening: socket.socket, settings: Settings) -> None:
    try:
        await runner.setup()
        await web.SockSite(runner, listening, ssl_context=_tls(settings)).start()
    except (OSError, SQLAlchemyError) as error:
        raise StartFailed(f"cannot start: {error}") from error


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except (ssl.SSLError, OSError) as error:
        raise StartFailed(f"cannot use the certificate: {error}") from error
    return context


async def _print_demo(server: Server) -> None:
    from server.demo.seed import describe, seed

    print(describe(await seed(server.services)), file=sys.stderr, flush=True)


async def _say_goodbye(server: Server) -> None:
    """Not ready at once; clients move away; then the rest may close."""
    services = server.services
    services.health.stopping = True
    services.signaling.announce_move(MOVE_WITHIN_MS)
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await services.signaling.wait_until_empty()
    except TimeoutError:
        logger.info("some clients stayed until the end")
