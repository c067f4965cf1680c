"""The tables of roles and states."""

import pytest

from rooms import Audience, Role, State
from rooms.roles import HOSTS, INSIDE, MAY, STEPS, audience_of, step

DOOR_STATES = {
    "admit": {State.LOBBY, State.REFUSED},
    "refuse": {State.LOBBY},
    "hold": {State.PRESENT, State.RECONNECTING},
    "resume": {State.HELD},
}


@pytest.mark.parametrize("action", sorted(STEPS))
@pytest.mark.parametrize("state", State)
def test_a_step_is_in_the_table_or_there_is_none(action: str, state: State) -> None:
    """From every state an action leads where the table says, stays where it leads, or fails."""
    after = step(action, state)
    if state in STEPS[action]:
        assert after is STEPS[action][state]
    elif state in STEPS[action].values():
        assert after is state
    else:
        assert after is None


@pytest.mark.parametrize("action", sorted(DOOR_STATES))
def test_decisions_start_where_they_make_sense(action: str) -> None:
    """Only who waits is admitted or refused; only who is in is held."""
    assert set(STEPS[action]) == DOOR_STATES[action]


@pytest.mark.parametrize("role", Role)
def test_only_hosts_decide(role: Role) -> None:
    """Ending, locking, removing, holding and rating belong to the host alone."""
    for action in ("end", "lock", "remove", "hold", "rate_slide"):
        assert (role in MAY[action]) == (role is Role.HOST)


@pytest.mark.parametrize("role", Role)
def test_audience(role: Role) -> None:
    """A presenter may be an HCP who was given control: no lobby, no notes, no ratings."""
    assert (audience_of(role) is Audience.HOSTS) == (role in HOSTS)
    assert Role.PRESENTER not in HOSTS


def test_inside() -> None:
    """Attendees are shown who is in, also while cut off or put aside."""
    assert INSIDE == {State.PRESENT, State.RECONNECTING, State.HELD}
