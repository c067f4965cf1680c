"""The people a room has met, with what only the room needs to know of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rooms.errors import NotAllowed, NotFound, NotInRoom
from rooms.people import Device, Identity, Participant
from rooms.roles import MAY, ON_STAGE, Role, State, step


@dataclass(slots=True)
class Person:
    """A participant and the room's private notes about them."""

    public: Participant
    connections: set[str] = field(default_factory=set)
    """Their open connections: one for each tab."""
    admitted: bool = False
    """Whether they were in before, and so need not knock again."""
    put_out: bool = False
    """Whether they were put out and not let in since: whoever they are, they knock."""
    held: bool = False
    """Whether the host put them aside; leaving and coming back does not undo it."""
    lost_at: int | None = None
    """Since when they have no connection, while they are kept."""
    reason: str | None = None
    """What they were told when they were refused."""
    promoted: bool = False
    """Whether they came on stage from the audience: their role is no longer the token's."""
    hushed: set[str] = field(default_factory=set)
    """Their streams whose sound a mute switched off: it comes back with their voice."""
    wrote_at: int | None = None
    """When they last wrote into the chat."""

    @property
    def state(self) -> State:
        return self.public.state

    @property
    def on_stage(self) -> bool:
        """Whether they may be seen and heard."""
        return self.state in ON_STAGE

    def change(self, state: State, **changes: Any) -> Participant:
        """Put the person into a state; returns them as they are now."""
        self.public = replace(self.public, state=state, **changes)
        return self.public

    def gone(self, state: State) -> Participant:
        """Put the person out of the room; hand and mute end with their stay."""
        self.lost_at = None
        self.connections.clear()
        self.hushed.clear()
        return self.change(state, hand=None, muted=False, invited=False)


class Roster:
    """Everybody who ever knocked, in the order in which they first came."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def get(self, participant: str) -> Person | None:
        """The person, or None when the room never met them."""
        return self._people.get(participant)

    def find(self, participant: str) -> Person:
        """The person. Raises NotFound."""
        person = self._people.get(participant)
        if person is None:
            raise NotFound("nobody with this id has come to the room")
        return person

    def add(self, who: Identity, device: Device | None, now: int) -> Person:
        """Note somebody new, who is nowhere yet."""
        public = Participant(who.id, who.name, who.role, State.LEFT, None, False, now, device)
        return self.put(Person(public))

    def put(self, person: Person) -> Person:
        """Note a person as they are."""
        self._people[person.public.id] = person
        return person

    def actor(self, action: str, by: str) -> Person:
        """The person who acts. Raises NotInRoom, NotAllowed."""
        person = self._people.get(by)
        if person is None or person.state is not State.PRESENT:
            raise NotInRoom("only somebody who is in the room can do this")
        if person.public.role not in MAY[action]:
            raise NotAllowed(f"a {person.public.role} may not {action.replace('_', ' ')}")
        return person

    def target(self, action: str, participant: str) -> tuple[Person, State]:
        """The person acted upon, and where that leads them. Raises NotFound, NotAllowed."""
        person = self.find(participant)
        after = step(action, person.state)
        if after is None:
            raise NotAllowed(f"{action} is impossible for somebody who is {person.state}")
        return person, after

    def host_is_here(self) -> bool:
        """Whether a host has a connection."""
        return any(p.public.role is Role.HOST and p.state is State.PRESENT for p in self)
