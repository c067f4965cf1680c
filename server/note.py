"""What a running server leaves in its data folder for the commands beside it: ``server.json``.

It holds what is needed to reach the media ports and ask whether they answer, so it is the owner's
alone to read.
"""

import os
from pathlib import Path

import msgspec

from media.server import MediaServer


class Place(msgspec.Struct, frozen=True):
    """Where browsers are told to find media."""

    transport: str
    host: str
    port: int


class MediaNote(msgspec.Struct, frozen=True):
    """The media ports, and how to ask whether they answer (see ``media.probe``)."""

    places: list[Place]
    ufrag: str
    password: str


class Note(msgspec.Struct, frozen=True):
    """The whole file."""

    port: int
    media: MediaNote | None = None


def media_note(media: MediaServer) -> MediaNote:
    """The note of a started media server."""
    places = [Place(each.transport, each.host, each.port) for each in media.candidates]
    return MediaNote(places, media.probe.ufrag, media.probe.password)


def _path(data: Path) -> Path:
    return data / "server.json"


def write_note(data: Path, note: Note) -> None:
    """Leave the note; one of an earlier server is replaced."""
    fresh = _path(data).with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(note))
    fresh.replace(_path(data))


def read_note(data: Path) -> Note | None:
    """The note, if there is one; it may be a dead server's."""
    try:
        return msgspec.json.decode(_path(data).read_bytes(), type=Note)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def remove_note(data: Path) -> None:
    """The server stops."""
    _path(data).unlink(missing_ok=True)
