"""PROTOCOL.md and the code say the same: messages, events, values, codes; both ways."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rooms import Deck, Participant, Position, Presence, Slide, Snapshot, Stream
from rooms.events import EVENTS
from rooms.people import Announcement, Message, Pause, Question
from rooms.polls import Poll
from rooms.programme import AgendaItem
from signaling.errors import CODES
from signaling.messages import MESSAGES, Auth, DeviceInfo, EngageEvent
from signaling.roles import ANYWHERE, EVERYBODY, TABLE

TEXT = Path("PROTOCOL.md").read_text()
VALUES = (
    Participant,
    Position,
    Stream,
    Message,
    Announcement,
    Pause,
    Poll,
    Question,
    Presence,
    Slide,
    Deck,
    AgendaItem,
    Snapshot,
)
SENT = {
    "event": {"seq", "at", "kind", "by"},
    "status": {"state", "reason", "host", "phase", "live_at", "snapshot"},
    "pointer": {"by", "slide", "x", "y", "shown"},
    "presence": {"id", "slide", "step", "version", "visible", "quality", "devices"},
    "speaking": {"participant"},
    "quality": {"people"},
    "viewing": {"stream", "level"},
    "tally": {"reactions", "votes", "polls"},
    "audience": {
        *("here", "most", "lobby", "registered", "began", "curve"),
        *("reactions", "groups", "attention", "paths", "trouble"),
    },
    "moved": {"in_ms"},
}
HEAD = ("seq", "at", "by")


def section(title: str) -> str:
    """What stands under a heading of the second level."""
    parts = re.split(r"^## ", TEXT, flags=re.M)
    return next(part for part in parts if part.startswith(f"{title}\n"))


def entries(title: str) -> dict[str, tuple[str, str]]:
    """Name → what stands beside it, and the literal below it."""
    found = re.findall(r"^### (\w+) *(.*)\n\n((?:    .*\n)+)", section(title), flags=re.M)
    return {name: (beside, literal) for name, beside, literal in found}


def names(literal: str) -> set[str]:
    """The names of a literal's fields, at its first level."""
    depth, flat = 0, ""
    for char in literal:
        depth += (char in "{[") - (char in "}]")
        flat += char if depth == 1 and char not in "{[" else ""
    parts = [part.strip().split(":")[0].strip() for part in flat.split(",")]
    return {part for part in parts if part and part != "…"}


def below(literal: str) -> set[str]:
    """The names of the fields of a literal's inner object."""
    inner = literal[literal.index("{", literal.index("{") + 1) : literal.rindex("}")]
    return names(inner)


def wire_names(kind: type[msgspec.Struct]) -> set[str]:
    """The names of a message's fields on the wire."""
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def test_every_message_is_described() -> None:
    """Every message has an entry, and every entry is a message."""
    assert set(entries("From the browser")) == set(MESSAGES)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_the_fields_of_a_message(name: str) -> None:
    """An entry names all fields of its message, and no other."""
    assert names(entries("From the browser")[name][1]) == wire_names(MESSAGES[name])


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_who_may_send_a_message(name: str) -> None:
    """An entry says which roles may send it, and whether from anywhere."""
    beside, rule = entries("From the browser")[name][0], TABLE[name]
    said = beside.removeprefix("browser → server").lstrip(", ")
    if rule.states == ANYWHERE:
        assert said == "anywhere"
    elif rule.roles == EVERYBODY:
        assert said == ""
    else:
        assert set(said.split(" and ")) == {str(role) for role in rule.roles}


def test_inner_objects() -> None:
    """The device of ``join`` and the events of ``engage`` are described as well."""
    described = entries("From the browser")
    assert below(described["join"][1]) == wire_names(DeviceInfo)
    assert below(described["engage"][1]) == wire_names(EngageEvent)
    assert names(re.findall(r"^    (\{token.*)$", TEXT, flags=re.M)[0]) == wire_names(Auth)


def test_every_event_is_described() -> None:
    """Every event has an entry, and every entry is an event."""
    assert set(entries("Events")) == {event.kind for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_the_fields_of_an_event(event: Any) -> None:
    """An entry names what the event has beside its head; and whether attendees see it."""
    beside, literal = entries("Events")[event.kind]
    assert names(literal) == {field.name for field in fields(event)} - set(HEAD)
    assert ("hosts only" in beside) == event.hosts_only


def test_every_value_is_described() -> None:
    """Each value with all its fields."""
    described = {name: names(literal) for name, (_, literal) in entries("Values").items()}
    assert described == {
        value.__name__: {field.name for field in fields(value)} for value in VALUES
    }


def test_what_the_server_sends() -> None:
    """What comes by itself."""
    described = {name: names(text) for name, (_, text) in entries("From the server").items()}
    assert described == SENT


def test_every_code_is_described() -> None:
    """The table of codes is the table of the code, word for word."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", section("Error codes"), flags=re.M)
    assert dict(rows) == CODES


def test_links_lead_somewhere() -> None:
    """Every link within the document has a heading."""
    heads = re.findall(r"^#+ (.+)$", TEXT, flags=re.M)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    anchors |= {head.split()[0].lower() for head in heads}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= anchors
