"""Planning a meeting."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import (
    BadValue,
    Links,
    MailKind,
    MailState,
    Meetings,
    MeetingState,
    Outbox,
    Person,
    Plan,
)
from scheduling.tables import invitee, link, mail, meeting, meeting_deck
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, BOB, CAROL, ORG, PLAN, STARTS

DAY = 86_400_000


async def test_create(meetings: Meetings, clock: Clock) -> None:
    """A plan becomes a meeting with its people, its decks and its instant in UTC."""
    made = await meetings.create(ORG, replace(PLAN, people=(BOB, CAROL)), ALICE)
    assert made == await meetings.get(ORG, made.id)
    assert (made.title, made.host, made.decks) == (PLAN.title, ALICE, ("version-1",))
    assert (made.wall, made.zone, made.starts) == ("2026-10-01T14:30", "Europe/Berlin", STARTS)
    assert (made.minutes, made.ends) == (45, STARTS + 45 * 60_000)
    assert (made.state, made.sequence, made.created) == (MeetingState.PLANNED, 0, clock())
    assert [(p.hcp, p.name, p.email, p.language, p.zone) for p in made.invitees] == [
        ("hcp-bob", "Dr. Bob Müller", "bob@klinik.example", "de", "Europe/Berlin"),
        ("hcp-carol", "Dr. Carol King", "carol@hospital.example", "en", "America/New_York"),
    ]


async def test_everybody_has_a_link_and_a_mail(
    meetings: Meetings, outbox: Outbox, clock: Clock
) -> None:
    """Each invitee has an unused link until a week after the end, and one invitation waits."""
    made = await meetings.create(ORG, replace(PLAN, people=(BOB, CAROL)), ALICE)
    for person in made.invitees:
        assert person.link is not None
        assert person.link.standing(clock()) == "unused"
        assert person.link.expires == made.ends + 7 * DAY
    waiting = (await outbox.search(ORG, meeting=made.id)).items
    assert {(m.facts.name, m.kind, m.state) for m in waiting} == {
        (BOB.name, MailKind.INVITE, MailState.QUEUED),
        (CAROL.name, MailKind.INVITE, MailState.QUEUED),
    }


async def test_without_an_address_the_host_passes_the_link_on(
    meetings: Meetings, links: Links, outbox: Outbox
) -> None:
    """Who has no e-mail address is invited, has a link, and gets no mail, not even the changes."""
    silent = (replace(BOB, email=""), replace(CAROL, email=" "))
    made = await meetings.create(ORG, replace(PLAN, people=silent), ALICE)
    assert (await links.open(await links.token(ORG, made.invitees[0].id))).invitee.name == BOB.name
    await meetings.reschedule(ORG, made.id, replace(PLAN, people=silent, wall="2026-10-02T09:00"))
    await meetings.cancel(ORG, made.id)
    assert (await outbox.search(ORG)).total == 0


async def test_an_address_that_comes_later_gets_the_invitation(
    meetings: Meetings, links: Links, outbox: Outbox
) -> None:
    """The person stays the same, with the link that was passed on, and is written to now."""
    made = await meetings.create(ORG, replace(PLAN, people=(replace(BOB, email=""),)), ALICE)
    token = await links.token(ORG, made.invitees[0].id)
    changed = await meetings.reschedule(ORG, made.id, PLAN)
    assert [(p.id, p.email) for p in changed.everyone] == [(made.invitees[0].id, BOB.email)]
    assert (await links.open(token)).invitee.email == BOB.email
    [told] = (await outbox.search(ORG)).items
    assert (told.kind, told.facts.email) == (MailKind.INVITE, BOB.email)


async def test_the_outbox_is_woken(database: AsyncEngine, links: Links, clock: Clock) -> None:
    """A new meeting rings the bell of whoever delivers."""
    rung: list[bool] = []
    ringing = Meetings(database, links, clock=clock, posted=lambda: rung.append(True))
    await ringing.create(ORG, PLAN, ALICE)
    assert rung == [True]


async def test_ids_cannot_be_guessed(meetings: Meetings) -> None:
    """128 random bits each."""
    made = [await meetings.create(ORG, PLAN, ALICE) for _ in range(3)]
    ids = {m.id for m in made} | {m.invitees[0].id for m in made}
    assert len(ids) == 6 and {len(each) for each in ids} == {22}


async def test_names_are_one_clean_line(meetings: Meetings) -> None:
    """What came with line breaks and control characters is stored without them."""
    plan = replace(
        PLAN,
        title="  Efficacy\r\nBcc: all@example.com ",
        note=" one\r\ntwo\x00\rthree ",
        people=(replace(BOB, name="Bob\nMüller\u2028\x07"),),
    )
    made = await meetings.create(ORG, plan, ALICE)
    assert made.title == "Efficacy Bcc: all@example.com"
    assert made.note == "one\ntwo\nthree"
    assert made.invitees[0].name == "Bob Müller"


@pytest.mark.parametrize(
    ("person", "language", "zone"),
    [
        (replace(BOB, language="de-AT"), "de", "Europe/Berlin"),
        (replace(BOB, language="it"), "en", "Europe/Berlin"),
        (replace(BOB, language="", zone=""), "en", "Europe/Berlin"),
        (replace(BOB, zone="Mars/Olympus"), "de", "Europe/Berlin"),
        (replace(BOB, zone="Europe/Lisbon"), "de", "Europe/Lisbon"),
    ],
)
async def test_what_the_directory_does_not_know_is_made_up_sensibly(
    meetings: Meetings, person: Person, language: str, zone: str
) -> None:
    """An unspoken language becomes English, a missing zone the meeting's."""
    made = await meetings.create(ORG, replace(PLAN, people=(person,)), ALICE)
    assert (made.invitees[0].language, made.invitees[0].zone) == (language, zone)


MANY = tuple(Person(f"hcp-{n}", f"Person {n}", f"p{n}@klinik.example") for n in range(51))


@pytest.mark.parametrize(
    ("plan", "code", "field"),
    [
        (replace(PLAN, title=" \n "), "bad-title", "title"),
        (replace(PLAN, title="x" * 201), "bad-title", "title"),
        (replace(PLAN, note="x" * 2_001), "bad-text", "note"),
        (replace(PLAN, minutes=4), "bad-length", "minutes"),
        (replace(PLAN, minutes=481), "bad-length", "minutes"),
        (replace(PLAN, minutes=-45), "bad-length", "minutes"),
        (replace(PLAN, wall="soon"), "bad-time", "wall"),
        (replace(PLAN, wall="2027-03-28T02:30"), "time-skipped", "wall"),
        (replace(PLAN, wall="2026-09-21T14:00"), "time-past", "wall"),
        (replace(PLAN, wall="2062-10-01T14:30"), "time-far", "wall"),
        (replace(PLAN, zone="Europe/Bonn"), "bad-zone", "zone"),
        (replace(PLAN, people=()), "no-people", "people"),
        (replace(PLAN, people=MANY), "too-many-people", "people"),
        (replace(PLAN, people=(BOB, BOB)), "same-person", "people"),
        (
            replace(PLAN, people=(BOB, replace(CAROL, email="BOB@klinik.example"))),
            "same-person",
            "people",
        ),
        (replace(PLAN, people=(replace(BOB, email="bob"),)), "bad-person", "people"),
        (
            replace(PLAN, people=(replace(BOB, email="bob@klinik\nBcc: x@y.example"),)),
            "bad-person",
            "people",
        ),
        (replace(PLAN, people=(replace(BOB, name="\n"),)), "bad-person", "people"),
        (replace(PLAN, people=(replace(BOB, hcp=""),)), "bad-person", "people"),
        (replace(PLAN, decks=("a", "a")), "same-deck", "decks"),
        (replace(PLAN, decks=tuple(map(str, range(21)))), "too-many-decks", "decks"),
    ],
)
async def test_a_bad_plan_is_refused(
    meetings: Meetings, database: AsyncEngine, plan: Plan, code: str, field: str
) -> None:
    """The refusal names the field; nothing at all was written."""
    with pytest.raises(BadValue) as refusal:
        await meetings.create(ORG, plan, ALICE)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    async with database.connect() as connection:
        for table in (meeting, meeting_deck, invitee, link, mail):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar() == 0


@pytest.mark.parametrize("minutes", [5, 480])
async def test_the_bounds_of_length_are_inside(meetings: Meetings, minutes: int) -> None:
    """Five minutes and eight hours are meetings."""
    made = await meetings.create(ORG, replace(PLAN, minutes=minutes), ALICE)
    assert made.minutes == minutes


async def test_now_is_not_past(meetings: Meetings) -> None:
    """A talk arranged on the telephone starts at once: a few minutes ago is fine."""
    made = await meetings.create(ORG, replace(PLAN, wall="2026-09-21T16:05"), ALICE)
    assert made.starts <= 1_790_000_000_000


async def test_an_hour_that_comes_twice_is_kept_apart(meetings: Meetings) -> None:
    """The wall time is the same, the instant and the end are an hour later."""
    first = await meetings.create(ORG, replace(PLAN, wall="2026-10-25T02:30"), ALICE)
    second = await meetings.create(ORG, replace(PLAN, wall="2026-10-25T02:30", later=True), ALICE)
    assert second.starts - first.starts == 3_600_000
    assert (first.wall, second.wall) == ("2026-10-25T02:30", "2026-10-25T02:30")
