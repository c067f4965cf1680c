"""What is told when something is wrong with a deck: one map from the errors of decks to answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from decks.errors import BadMetadata, DeckError, DiskFull, FileRefused, IllegalStep, NotFound
from server.http import Problem

STATUS: dict[type[DeckError], int] = {
    NotFound: 404,
    IllegalStep: 409,
    BadMetadata: 422,
    FileRefused: 422,
    DiskFull: 507,
}

STATUS_OF_CODE = {"too-large": 413, "server-error": 500}

RETRY_SECONDS = 60


@contextmanager
def told() -> Iterator[None]:
    """A DeckError inside becomes the Problem that says so."""
    try:
        yield
    except DeckError as error:
        raise problem_of(error) from error


def problem_of(error: DeckError) -> Problem:
    """The answer to a DeckError: stable code, its sentence, and a status for programs."""
    kinds = [kind for kind in STATUS if isinstance(error, kind)]
    status = STATUS_OF_CODE.get(error.code) or (STATUS[kinds[0]] if kinds else 409)
    retry = RETRY_SECONDS if status == 507 else None
    return Problem(status, error.code, error.sentence, retry_after=retry)
