"""JSON logs without secrets or personal data.

Rule 1: a URL is never logged, only its route (``/j/{token}``): links are secrets.
Rule 2: no name, no e-mail address; ids only. ``scrub`` is the net below that rule.
"""

import errno
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web import BaseRequest, Request, StreamResponse

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
SECRET = re.compile(r"(?i)(bearer\s+|token[=:\"'\s]+|/j/)[\w.~+/=-]{16,}")

QUIET = frozenset(
    {
        "/healthz",
        "/readyz",
        "/metrics",
        "/metrics/media",
        "/static/{fingerprint}/{name}",
        "/slides/{version}/{slide}/{step}/{size}",
    }
)

DEAD = frozenset({errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH})
"""What the kernel says of a line over which nothing was acknowledged for a quarter of an hour."""

logger = structlog.get_logger("http")


def configure(level: str) -> None:
    """Send every log line, ours and the libraries', to standard error as one JSON object."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                scrub,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("aiohttp.server").addFilter(DeadLines())
    # These two narrate every packet and frame at info.
    for name in ("socketio", "engineio", "aioice", "aiortc", "alembic", "signaling.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)


class DeadLines(logging.Filter):
    """One line, and no trace, for a client whose network died while it was sent a file.

    aiohttp calls that an unhandled exception; for us it is an afternoon on a train.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything pass; takes weight from what is no fault of ours."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OSError) and error.errno in DEAD and _sends_a_file(error):
            record.exc_info = None
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg, record.args = "a client's line broke under an answer", ()
        return True


def _sends_a_file(error: OSError) -> bool:
    """Whether it was raised in sending, and not in something that a handler has tried."""
    return any("sendfile" in frame.name for frame in traceback.extract_tb(error.__traceback__))


def scrub(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank what looks like an e-mail address or a secret in any text of a log line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRET.sub(r"\1…", ADDRESS.sub("…@…", value))
    return event


def route_of(request: BaseRequest) -> str:
    """The pattern that matched, such as ``/j/{token}``; never the path itself."""
    resource = request.match_info.route.resource if isinstance(request, Request) else None
    return resource.canonical if resource is not None else "(no route)"


class AccessLogger(AbstractAccessLogger):
    """One line a request: method, route, status, ms, bytes; of ``QUIET`` routes only at debug."""

    def log(self, request: BaseRequest, response: StreamResponse, time: float) -> None:
        """Called by aiohttp when the answer is out; ``time`` is in seconds."""
        route = route_of(request)
        say = logger.debug if route in QUIET and response.status < 400 else logger.info
        say(
            "request",
            method=request.method,
            route=route,
            status=response.status,
            ms=round(time * 1000, 1),
            bytes=response.body_length,
        )
