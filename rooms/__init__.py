"""Live rooms: who is in, which phase, what is on stage.

Pure: a method takes the command and ``now`` and returns events, or raises and changes nothing.
``LiveRoom`` alone holds a task, and hands events to its listeners in order.
"""

from rooms.deck import Deck, Position, Slide
from rooms.errors import RoomError
from rooms.events import Event
from rooms.folding import apply
from rooms.live import Listener, LiveRoom
from rooms.people import Identity, Participant, Presence, Stream
from rooms.plan import Plan
from rooms.projecting import project
from rooms.roles import Audience, Phase, Role, State
from rooms.room import Room
from rooms.snapshot import Snapshot

__all__ = [
    "Audience",
    "Deck",
    "Event",
    "Identity",
    "Listener",
    "LiveRoom",
    "Participant",
    "Phase",
    "Plan",
    "Position",
    "Presence",
    "Role",
    "Room",
    "RoomError",
    "Slide",
    "Snapshot",
    "State",
    "Stream",
    "apply",
    "project",
]
