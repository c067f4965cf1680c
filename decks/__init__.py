"""Decks: what is shown in a room, from the uploaded file to the approved slide.

    file -> intake -> imports -> convert (another process) -> version -> review -> gate

Start reading at ``store.py``. The package is a leaf: it knows nobody; the pages, the rooms and the
command line come to it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decks.store import Decks

__all__ = ["Decks"]


def __getattr__(name: str) -> object:
    # Only when asked for: ``python -m decks.convert`` passes here too, and a database library
    # would take half of its start and a tenth of the memory that it may use.
    if name == "Decks":
        from decks.store import Decks

        return Decks
    raise AttributeError(name)
