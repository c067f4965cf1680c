"""The table of who may say what: complete, and true of the running server."""

import pytest

from rooms import Role, State
from rooms.errors import NotAllowed, NotInRoom
from rooms.roles import MAY
from signaling.commands import COMMANDS
from signaling.desk import OWN
from signaling.messages import MESSAGES
from signaling.roles import TABLE, Where, refusal
from tests.support.browser import Browser, Refused
from tests.support.venue import Venue, claim

GRID = """
    message       host presenter panelist moderator attendee  where
    join          yes  yes       yes      yes       yes       anywhere
    leave         yes  yes       yes      yes       yes       anywhere
    engage        yes  yes       yes      yes       yes       anywhere
    snapshot      yes  yes       yes      yes       yes       present
    presence      yes  yes       yes      yes       yes       present
    view          yes  yes       yes      yes       yes       present
    chat          yes  yes       yes      yes       yes       present
    ask           yes  yes       yes      yes       yes       present
    raise_hand    yes  yes       yes      yes       yes       present
    react         yes  yes       yes      yes       yes       present
    stream_state  yes  yes       yes      yes       yes       present
    show          yes  yes       no       no        no        present
    point         yes  yes       no       no        no        present
    admit         yes  no        no       yes       no        present
    admit_all     yes  no        no       yes       no        present
    refuse        yes  no        no       yes       no        present
    mute          yes  no        no       yes       no        present
    mute_all      yes  no        no       yes       no        present
    pin           yes  no        no       no        no        present
    lower_hand    yes  no        no       yes       no        present
    lower_all_hands yes no       no       yes       no        present
    answer        yes  yes       yes      yes       no        present
    take_question yes  yes       yes      yes       no        present
    lock          yes  no        no       no        no        present
    remove        yes  no        no       no        no        present
    hold          yes  no        no       no        no        present
    rate_slide    yes  no        no       no        no        present
    vote          yes  yes       yes      yes       yes       present
    poll_answer   yes  yes       yes      yes       yes       present
    open_question yes  no        no       yes       no        present
    assign_question yes no       no       yes       no        present
    merge_questions yes no       no       yes       no        present
    separate_question yes no     no       yes       no        present
    chat_mode     yes  no        no       yes       no        present
    remove_message yes no        no       yes       no        present
    announce      yes  no        no       yes       no        present
    remove_announcement yes no   no       yes       no        present
    poll_save     yes  no        no       yes       no        present
    poll_remove   yes  no        no       yes       no        present
    poll_move     yes  no        no       yes       no        present
    poll_show     yes  no        no       yes       no        present
    go_live       yes  no        no       no        no        present
    pause         yes  no        no       no        no        present
    stop_countdown yes no        no       no        no        present
    start_item    yes  no        no       yes      no        present
    set_backstage yes  yes       yes      yes       no        present
    invite        yes  no        no       yes       no        present
    answer_invitation yes yes    yes      yes       yes       present
    demote        yes  no        yes      yes       no        present
    end           yes  no        no       no        no        present
"""
"""What the table must say, written a second time and in another way."""

STATES: list[Where] = [None, *State]


def grid() -> dict[str, tuple[dict[Role, bool], bool]]:
    """Message → who may, and whether from anywhere."""
    head, *rows = [line.split() for line in GRID.strip().splitlines()]
    roles = [Role(name) for name in head[1:-1]]
    return {
        row[0]: (
            dict(zip(roles, (w == "yes" for w in row[1:-1]), strict=True)),
            row[-1] == "anywhere",
        )
        for row in rows
    }


def test_every_message_has_a_row_and_a_handler() -> None:
    """A new message cannot be sent before somebody has decided who may."""
    assert set(TABLE) == set(MESSAGES) == set(grid()) == set(COMMANDS) | set(OWN)
    assert not set(COMMANDS) & set(OWN)


def test_every_action_of_the_room_is_a_message() -> None:
    """What a room can be asked is in the table too; publishing comes by WHIP."""
    assert {action for action in MAY if not action.startswith("publish_")} <= set(TABLE)


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("message", sorted(MESSAGES))
def test_the_table(message: str, role: Role, state: Where) -> None:
    """Every combination of message, role and state is decided as the grid says."""
    may, anywhere = grid()[message]
    why = refusal(message, role, state)
    if not anywhere and state is not State.PRESENT:
        assert isinstance(why, NotInRoom)
    elif not may[role]:
        assert isinstance(why, NotAllowed)
    else:
        assert why is None


UUID = "01900000-0000-7000-8000-00000000000a"
VALID: dict[str, dict[str, object]] = {
    "join": {"device": {"class": "phone"}},
    "leave": {},
    "engage": {"session": UUID, "sent_at": 1, "through": 0, "events": []},
    "snapshot": {},
    "presence": {"version": "v1", "slide": 0, "step": 0, "visible": None, "quality": None},
    "view": {"stream": "s1", "height": 360},
    "chat": {"id": "m1", "text": "x"},
    "ask": {"id": "q1", "text": "x"},
    "raise_hand": {"raised": True},
    "react": {"reaction": "clap"},
    "stream_state": {"stream": "s1", "audio": True, "video": True},
    "show": {"version": "v1", "slide": 0},
    "point": {"slide": 0, "x": 0, "y": 0, "shown": True},
    "admit": {"participant": "nobody"},
    "admit_all": {},
    "refuse": {"participant": "nobody", "reason": "x"},
    "mute": {"participant": "nobody"},
    "mute_all": {},
    "pin": {"participant": "nobody"},
    "lower_hand": {"participant": "nobody"},
    "lower_all_hands": {},
    "answer": {"question": "q9", "how": "live"},
    "take_question": {"question": "q9", "taken": True},
    "lock": {"locked": False},
    "remove": {"participant": "nobody", "ban": False},
    "hold": {"participant": "nobody", "held": True},
    "rate_slide": {"version": "v1", "slide": 0, "reaction": "neutral"},
    "vote": {"question": "q9", "up": True},
    "poll_answer": {"poll": "p9", "choices": [0]},
    "open_question": {"question": "q9"},
    "assign_question": {"question": "q9", "participant": None},
    "merge_questions": {"question": "q9", "into": "q8"},
    "separate_question": {"question": "q9"},
    "chat_mode": {"mode": "all"},
    "remove_message": {"message": "m9"},
    "announce": {"id": "a1", "text": "x"},
    "remove_announcement": {"announcement": "a9"},
    "poll_save": {"id": "p1", "kind": "single", "question": "?", "options": ["a", "b"]},
    "poll_remove": {"poll": "p9"},
    "poll_move": {"poll": "p9", "state": "open"},
    "poll_show": {"poll": "p9", "shown": True},
    "go_live": {},
    "pause": {"paused": True},
    "stop_countdown": {},
    "start_item": {"item": 0},
    "set_backstage": {"participant": "nobody", "backstage": True},
    "invite": {"participant": "nobody", "invited": True},
    "answer_invitation": {"accept": True},
    "demote": {"participant": "nobody"},
    "end": {},
}
"""A well-formed message of each kind; some name what does not exist."""
MISSING = {"stream_state", "view", "admit", "refuse", "mute", "pin", "lower_hand", "answer"}
MISSING |= {"remove", "hold", "vote", "poll_answer", "poll_remove", "poll_move", "poll_show"}
MISSING |= {"open_question", "assign_question", "merge_questions", "take_question", "start_item"}
MISSING |= {"separate_question"}
SHOW = {
    "go_live",
    "pause",
    "stop_countdown",
    "set_backstage",
    "invite",
    "answer_invitation",
    "demote",
}
"""Of webinars alone: in a meeting nobody may, whatever the role."""
LAST = {"join": 1, "leave": 2, "end": 3}
"""These change where the sender is, so they are tried last."""
BROUGHT: dict[State, list[tuple[str, dict[str, object]]]] = {
    State.REFUSED: [("refuse", {"participant": "eve", "reason": "no"})],
    State.HELD: [
        ("admit_all", {}),
        ("hold", {"participant": "eve", "held": True}),
    ],
    State.REMOVED: [("remove", {"participant": "eve", "ban": False})],
    State.PRESENT: [("admit_all", {})],
    State.LOBBY: [],
}
"""How Alice brings an attendee into a state. Who is reconnecting or has left has no connection
that has joined, which is the state None."""


def expected(message: str, role: Role, state: Where) -> str | None:
    """The code that a message is answered with; None when it is done."""
    may, anywhere = grid()[message]
    if not anywhere and state is not State.PRESENT:
        return "not-in-room"
    if not may[role] or message in SHOW:
        return "not-allowed"
    return "not-found" if message in MISSING else None


async def attempt(eve: Browser, message: str) -> str | None:
    try:
        await eve.send(message, VALID[message])
    except Refused as error:
        return error.code
    return None


@pytest.mark.parametrize("role", Role)
async def test_every_message_over_the_wire(venue: Venue, role: Role) -> None:
    """The running server answers as the grid says, to somebody who is in."""
    venue.invitations.tokens["eve"] = claim("eve", role)
    async with venue.inside("alice", "eve") as (_, eve):
        for message in sorted(MESSAGES, key=lambda m: (LAST.get(m, 0), m)):
            if message == "end":
                await eve.join()
            assert await attempt(eve, message) == expected(message, role, State.PRESENT), message


@pytest.mark.parametrize("state", [None, *sorted(set(BROUGHT) - {State.PRESENT})], ids=str)
async def test_every_message_from_outside(venue: Venue, state: Where) -> None:
    """Nobody who is not in the room gets anything done there."""
    venue.invitations.tokens["eve"] = claim("eve")
    async with venue.inside("alice") as (alice,), venue.browser("eve") as eve:
        if state is not None:
            await eve.join()
            for message, fields in BROUGHT[state]:
                await alice.send(message, fields)
            await eve.until_state(state)
        for message in sorted(MESSAGES, key=lambda m: (LAST.get(m, 0), m)):
            if message != "join":
                assert await attempt(eve, message) == expected(message, Role.ATTENDEE, state)
