"""Logs: a client's dead network is a line, a fault of ours is a trace."""

import errno
import logging
from collections.abc import Callable, Iterator

import pytest

from server.logs import DeadLines


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """What is left of what aiohttp's logger says."""
    kept: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    logger, keeper, weigh = logging.getLogger("aiohttp.server"), Keep(), DeadLines()
    logger.addHandler(keeper)
    logger.addFilter(weigh)
    yield kept
    logger.removeHandler(keeper)
    logger.removeFilter(weigh)


def sock_sendfile(error: OSError) -> None:
    """Named as the one of asyncio, which raises what the kernel says."""
    raise error


def connect(error: OSError) -> None:
    raise error


def say(do: Callable[[OSError], None], error: OSError) -> None:
    try:
        do(error)
    except OSError:
        logging.getLogger("aiohttp.server").exception("Unhandled exception")


@pytest.mark.parametrize("code", [errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH])
def test_a_dead_line(records: list[logging.LogRecord], code: int) -> None:
    """A file that cannot be sent any more is told without a trace, as what it is."""
    say(sock_sendfile, OSError(code, "dead"))
    (record,) = records
    assert (record.levelname, record.levelno, record.exc_info) == ("INFO", logging.INFO, None)
    assert record.getMessage() == "a client's line broke under an answer"


@pytest.mark.parametrize(
    ("do", "error"),
    [
        (connect, OSError(errno.ETIMEDOUT, "a mail server of ours")),
        (sock_sendfile, OSError(errno.EIO, "our own disk")),
        (sock_sendfile, TimeoutError()),
    ],
)
def test_a_fault_of_ours(
    records: list[logging.LogRecord], do: Callable[[OSError], None], error: OSError
) -> None:
    """Everything else keeps its weight and its trace."""
    say(do, error)
    (record,) = records
    assert record.levelno == logging.ERROR and record.exc_info is not None
