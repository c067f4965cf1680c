"""Finding meetings: by words, people, state and time; page by page."""

from dataclasses import replace

import pytest

from scheduling import Meeting, Meetings, MeetingState, Person, Search
from tests.scheduling.cast import ALICE, BOB, CAROL, ORG, PLAN

MAX = replace(ALICE, id="max", name="Max Öhrström", email="max@meridian.example")


@pytest.fixture
async def three(meetings: Meetings) -> tuple[Meeting, ...]:
    """Efficacy with Bob tomorrow, safety with Carol after that, dosing by Max at the end."""
    plans = (
        (replace(PLAN, title="Efficacy", wall="2026-10-01T10:00"), ALICE),
        (replace(PLAN, title="Safety", wall="2026-10-02T10:00", people=(CAROL,)), ALICE),
        (replace(PLAN, title="Dosing 100%", wall="2026-10-03T10:00"), MAX),
    )
    return tuple([await meetings.create(ORG, plan, host) for plan, host in plans])


async def titles(meetings: Meetings, wanted: Search) -> list[str]:
    return [meeting.title for meeting in (await meetings.search(ORG, wanted)).items]


async def test_search(meetings: Meetings, three: tuple[Meeting, ...]) -> None:
    """Without conditions everything is there, in the order of time, whole."""
    found = await meetings.search(ORG)
    assert found.items == three
    assert (found.total, found.pages, found.number) == (3, 1, 1)
    assert await titles(meetings, Search(latest_first=True)) == [
        "Dosing 100%",
        "Safety",
        "Efficacy",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("safety", ["Safety"]),
        ("MULLER", ["Efficacy", "Dosing 100%"]),
        ("ohrstrom", ["Dosing 100%"]),
        ("carol king", ["Safety"]),
        ("king carol alice", ["Safety"]),
        ("alice muller", ["Efficacy"]),
        ("100%", ["Dosing 100%"]),
        ("%", ["Dosing 100%"]),
        ("_", []),
        ("\\", []),
        ("\ud800", []),
        ("  ", ["Efficacy", "Safety", "Dosing 100%"]),
    ],
)
async def test_words(
    meetings: Meetings, three: tuple[Meeting, ...], text: str, expected: list[str]
) -> None:
    """Title, host and invitees are searched, without case and accents; signs are just signs."""
    assert await titles(meetings, Search(text=text)) == expected


async def test_people(meetings: Meetings, three: tuple[Meeting, ...]) -> None:
    """One host's meetings; one HCP's meetings, unless she was taken off the list."""
    assert await titles(meetings, Search(host="max")) == ["Dosing 100%"]
    assert await titles(meetings, Search(hcp="hcp-carol")) == ["Safety"]
    await meetings.reschedule(
        ORG, three[1].id, replace(PLAN, title="Safety", wall="2026-10-02T10:00")
    )
    assert await titles(meetings, Search(hcp="hcp-carol")) == []
    assert await titles(meetings, Search(hcp="hcp-bob")) == ["Efficacy", "Safety", "Dosing 100%"]


async def test_states(meetings: Meetings, three: tuple[Meeting, ...]) -> None:
    """Several states may be asked for at once."""
    await meetings.cancel(ORG, three[0].id)
    await meetings.start(ORG, three[1].id)
    planned, cancelled = MeetingState.PLANNED, MeetingState.CANCELLED
    assert await titles(meetings, Search(states=(planned,))) == ["Dosing 100%"]
    assert await titles(meetings, Search(states=(planned, cancelled))) == [
        "Efficacy",
        "Dosing 100%",
    ]


async def test_range(meetings: Meetings, three: tuple[Meeting, ...]) -> None:
    """A range holds what overlaps it: a meeting that is still on belongs to now."""
    first, second, _ = three
    assert await titles(meetings, Search(start=first.ends - 1, end=second.starts + 1)) == [
        "Efficacy",
        "Safety",
    ]
    assert await titles(meetings, Search(start=first.ends, end=second.starts)) == []


async def test_pages(meetings: Meetings) -> None:
    """Twenty-three meetings at one time come in three pages, each meeting once."""
    for number in range(23):
        person = Person(f"hcp-{number}", f"Person {number}", f"p{number}@klinik.example")
        await meetings.create(ORG, replace(PLAN, people=(BOB, person)), ALICE)
    pages = [await meetings.search(ORG, Search(page=n, size=10)) for n in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [10, 10, 3, 0]
    assert {(page.total, page.pages) for page in pages} == {(23, 3)}
    everything = [meeting for page in pages for meeting in page.items]
    assert len({meeting.id for meeting in everything}) == 23
    assert all(len(meeting.invitees) == 2 and meeting.decks for meeting in everything)


async def test_an_empty_list_is_one_page(meetings: Meetings) -> None:
    """Nothing planned is not an error."""
    found = await meetings.search(ORG)
    assert (found.items, found.total, found.pages) == ((), 0, 1)
