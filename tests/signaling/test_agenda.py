"""The run sheet over the wire: hosts tick, the crew follows, the store can compare with a plan."""

import pytest

from tests.signaling.test_journal import told
from tests.signaling.test_show import people
from tests.support.browser import Refused
from tests.support.stage import SHOW
from tests.support.venue import ORG, ROOM, Venue


@pytest.fixture(autouse=True)
def webinar(venue: Venue) -> None:
    """The room is a webinar's, with three parts."""
    venue.calendar.plans[ORG, ROOM] = SHOW


async def test_the_crew_follows(venue: Venue) -> None:
    """A tick is seen by host and panelist, by who comes later, and not by the audience."""
    async with people(venue, "alice", "pat", "bob") as (alice, pat, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        await alice.send("start_item", item=1)
        await pat.until(lambda p: p.room.agenda[1].started is not None)
        async with venue.browser("mona") as mona:
            await mona.join()
            assert mona.room.agenda == alice.room.agenda == pat.room.agenda
        await bob.until_seq(pat.room.seq)
        assert bob.room.agenda == ()
        assert "agenda_started" not in {event["kind"] for event in bob.raw}


async def test_planned_and_real_are_stored(venue: Venue) -> None:
    """Each start is a fact with what was planned; so is taking it back."""
    async with people(venue, "alice") as (alice,):
        await alice.send("go_live")
        await alice.send("start_item", item=0)
        await alice.send("start_item", item=0, started=False)
        rows = await told(venue, 4)
    found = [row["values"] for row in rows if row["kind"] == "agenda.started"]
    planned = {"item": 0, "title": "Welcome", "minutes": 5}
    assert found == [planned | {"started": True}, planned | {"started": False}]


async def test_no_such_part(venue: Venue) -> None:
    """What the agenda does not have cannot begin."""
    async with people(venue, "alice") as (alice,):
        with pytest.raises(Refused, match="not-found"):
            await alice.send("start_item", item=3)
