"""What a room refuses, as one tree.

    RoomError
     ├── NotAllowed     not-allowed     this role may not do that, or not to this person
     ├── NotInRoom      not-in-room     the person is waiting, held, gone, or was never here
     ├── NotFound       not-found       no such participant, question or stream
     ├── NoSuchSlide    no-such-slide   the room's decks do not hold this place
     ├── Locked         locked          the host let nobody else in
     ├── Banned         banned          the host removed this person for good
     ├── RoomIsOver     room-ended      the meeting has ended
     ├── StageFull      stage-full      as many people are on stage as there may be
     ├── ScreenTaken    screen-taken    a host shares a screen, and only a host may take over
     └── TooMany        too-many        a bound of the room is reached

``code`` is for programs and never changes; ``str(error)`` is one sentence for people.
"""

from __future__ import annotations

from typing import ClassVar


class RoomError(Exception):
    """Base of everything a room refuses; the room has changed nothing."""

    code: ClassVar[str]


class NotAllowed(RoomError):
    """The role, or the person acted upon, does not permit this."""

    code = "not-allowed"


class NotInRoom(RoomError):
    """Only somebody who is in the room may do this."""

    code = "not-in-room"


class NotFound(RoomError):
    """The participant, question or stream named does not exist here."""

    code = "not-found"


class NoSuchSlide(RoomError):
    """No deck of this room holds that position."""

    code = "no-such-slide"


class Locked(RoomError):
    """The room is locked and the person was not in it before."""

    code = "locked"


class Banned(RoomError):
    """The person was removed and may not come back."""

    code = "banned"


class RoomIsOver(RoomError):
    """The room has ended; nothing changes any more."""

    code = "room-ended"


class StageFull(RoomError):
    """All places on stage are taken by people who speak or are seen."""

    code = "stage-full"


class ScreenTaken(RoomError):
    """A host shares a screen; nobody but a host may put another in its place."""

    code = "screen-taken"


class TooMany(RoomError):
    """The room keeps no more of these."""

    code = "too-many"
