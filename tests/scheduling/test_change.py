"""Moving a meeting, calling it off, changing who comes; and holding it."""

import asyncio
from dataclasses import replace

import pytest

from scheduling import (
    BadValue,
    LinkError,
    Links,
    Mail,
    MailKind,
    Meeting,
    Meetings,
    MeetingState,
    NotFound,
    Outbox,
    WrongState,
)
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, BOB, CAROL, ELSEWHERE, ORG, PLAN

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
async def made(meetings: Meetings, clock: Clock) -> Meeting:
    meeting = await meetings.create(ORG, PLAN, ALICE)
    clock.advance(1_000)
    return meeting


async def mails(outbox: Outbox, meeting: Meeting) -> list[tuple[str, MailKind, int]]:
    """Who was written what about which SEQUENCE, oldest first."""
    found: tuple[Mail, ...] = (await outbox.search(ORG, meeting=meeting.id, size=100)).items
    listed = [(m.facts.name, m.kind, m.sequence) for m in found]
    return sorted(listed, key=lambda each: (each[2], each[1], each[0]))


async def test_reschedule(meetings: Meetings, outbox: Outbox, made: Meeting, clock: Clock) -> None:
    """The meeting moves, SEQUENCE grows by one, and a mail tells of the old and the new time."""
    moved = await meetings.reschedule(ORG, made.id, replace(PLAN, wall="2026-10-02T09:00"))
    assert moved.starts == made.starts + 18 * HOUR + 30 * 60_000
    assert (moved.sequence, moved.created, moved.changed) == (1, made.created, clock())
    assert await mails(outbox, made) == [
        (BOB.name, MailKind.INVITE, 0),
        (BOB.name, MailKind.RESCHEDULE, 1),
    ]
    told = (await outbox.search(ORG, meeting=made.id)).items[0].facts
    assert (told.before, told.starts, told.sequence) == (made.starts, moved.starts, 1)


async def test_the_link_stays_when_the_meeting_moves(
    meetings: Meetings, links: Links, made: Meeting
) -> None:
    """The invitee may keep the first mail: its link opens the new time, and lives as long."""
    token = await links.token(ORG, made.invitees[0].id)
    moved = await meetings.reschedule(ORG, made.id, replace(PLAN, wall="2026-11-02T09:00"))
    assert (await links.open(token)).meeting.starts == moved.starts
    state = moved.invitees[0].link
    assert state is not None and state.expires == moved.ends + 7 * DAY


async def test_every_change_counts(meetings: Meetings, made: Meeting, clock: Clock) -> None:
    """SEQUENCE never repeats and never skips for the one invitee."""
    for number, wall in enumerate(("2026-10-02T09:00", "2026-10-03T09:00", "2026-10-02T09:00"), 1):
        clock.advance(1_000)
        moved = await meetings.reschedule(ORG, made.id, replace(PLAN, wall=wall))
        assert moved.sequence == number


@pytest.mark.parametrize(
    "change",
    [{"title": "Another title"}, {"minutes": 30}, {"note": "Bring the study."}],
)
async def test_whatever_a_calendar_shows_is_told(
    meetings: Meetings, outbox: Outbox, made: Meeting, change: dict[str, str | int]
) -> None:
    """A new title, length or note reaches the calendar; the time does not read as moved."""
    plan = replace(
        PLAN,
        title=str(change.get("title", PLAN.title)),
        minutes=int(change.get("minutes", PLAN.minutes)),
        note=str(change.get("note", PLAN.note)),
    )
    await meetings.reschedule(ORG, made.id, plan)
    told = (await outbox.search(ORG, meeting=made.id)).items[0]
    assert (told.kind, told.sequence, told.facts.before) == (MailKind.RESCHEDULE, 1, None)


async def test_another_deck_is_nobodys_mail(
    meetings: Meetings, outbox: Outbox, made: Meeting
) -> None:
    """What the host shows changes silently."""
    changed = await meetings.reschedule(ORG, made.id, replace(PLAN, decks=("v2", "v1")))
    assert (changed.decks, changed.sequence) == (("v2", "v1"), 0)
    assert await mails(outbox, made) == [(BOB.name, MailKind.INVITE, 0)]


async def test_the_same_plan_again_changes_nothing(
    meetings: Meetings, outbox: Outbox, made: Meeting
) -> None:
    """Saving a form that nobody touched writes to nobody."""
    assert (await meetings.reschedule(ORG, made.id, PLAN)).sequence == 0
    assert len(await mails(outbox, made)) == 1


async def test_who_is_new_is_invited(meetings: Meetings, outbox: Outbox, made: Meeting) -> None:
    """Carol joins the list; Bob, for whom nothing changed, hears nothing."""
    changed = await meetings.reschedule(ORG, made.id, replace(PLAN, people=(BOB, CAROL)))
    assert [p.hcp for p in changed.invitees] == ["hcp-bob", "hcp-carol"]
    assert await mails(outbox, made) == [
        (BOB.name, MailKind.INVITE, 0),
        (CAROL.name, MailKind.INVITE, 1),
    ]


async def test_who_is_gone_is_told(
    meetings: Meetings, links: Links, outbox: Outbox, made: Meeting
) -> None:
    """Bob leaves the list: his link closes, his calendar is cleared, his past stays visible."""
    token = await links.token(ORG, made.invitees[0].id)
    changed = await meetings.reschedule(ORG, made.id, replace(PLAN, people=(CAROL,)))
    assert [p.hcp for p in changed.invitees] == ["hcp-carol"]
    assert [p.hcp for p in changed.everyone] == ["hcp-bob", "hcp-carol"]
    with pytest.raises(LinkError) as refusal:
        await links.open(token)
    assert refusal.value.code == "revoked"
    assert await mails(outbox, made) == [
        (BOB.name, MailKind.INVITE, 0),
        (BOB.name, MailKind.CANCEL, 1),
        (CAROL.name, MailKind.INVITE, 1),
    ]


async def test_a_new_address_is_a_new_person(
    meetings: Meetings, links: Links, made: Meeting
) -> None:
    """The link was mailed to the old address, so it must not open for the new one's owner."""
    token = await links.token(ORG, made.invitees[0].id)
    bob = replace(BOB, email="bob@new.example")
    changed = await meetings.reschedule(ORG, made.id, replace(PLAN, people=(bob,)))
    assert changed.invitees[0].id != made.invitees[0].id
    with pytest.raises(LinkError):
        await links.open(token)


async def test_a_corrected_name_is_the_same_person(meetings: Meetings, made: Meeting) -> None:
    """Name, language and zone follow the directory; the invitee and the link stay."""
    bob = replace(BOB, name="Prof. Bob Müller", language="fr", zone="Europe/Paris")
    changed = await meetings.reschedule(ORG, made.id, replace(PLAN, people=(bob,)))
    someone = changed.invitees[0]
    assert someone.id == made.invitees[0].id
    assert (someone.name, someone.language, someone.zone) == (
        "Prof. Bob Müller",
        "fr",
        "Europe/Paris",
    )


async def test_an_old_time_may_stay(meetings: Meetings, made: Meeting, clock: Clock) -> None:
    """A meeting that is late can still be given another title, but no other past time."""
    clock.advance(made.starts - clock() + HOUR)
    assert (await meetings.reschedule(ORG, made.id, replace(PLAN, title="Late"))).title == "Late"
    with pytest.raises(BadValue) as refusal:
        await meetings.reschedule(ORG, made.id, replace(PLAN, wall="2026-10-01T14:00"))
    assert refusal.value.code == "time-past"


async def test_cancel(meetings: Meetings, links: Links, outbox: Outbox, made: Meeting) -> None:
    """Everybody is told with the reason, the links say what happened."""
    token = await links.token(ORG, made.invitees[0].id)
    off = await meetings.cancel(ORG, made.id, "Alice is\nill.")
    assert (off.state, off.sequence, off.reason) == (MeetingState.CANCELLED, 1, "Alice is\nill.")
    told = (await outbox.search(ORG, meeting=made.id)).items[0]
    assert (told.kind, told.sequence, told.facts.reason) == (MailKind.CANCEL, 1, "Alice is\nill.")
    with pytest.raises(LinkError) as refusal:
        await links.open(token)
    assert refusal.value.code == "cancelled"


async def test_reissue(meetings: Meetings, links: Links, outbox: Outbox, made: Meeting) -> None:
    """A new link goes out; the old one is revoked and says so."""
    bob = made.invitees[0].id
    old = await links.token(ORG, bob)
    changed = await meetings.reissue(ORG, made.id, bob)
    new = await links.token(ORG, bob)
    assert new != old and changed.sequence == 1
    assert (await links.open(new)).invitee.id == bob
    with pytest.raises(LinkError) as refusal:
        await links.open(old)
    assert refusal.value.code == "revoked"
    assert (await mails(outbox, made))[-1] == (BOB.name, MailKind.LINK, 1)


async def test_start_and_end(meetings: Meetings, made: Meeting, clock: Clock) -> None:
    """Both moments are kept, each once, however often they are marked."""
    started = (await meetings.start(ORG, made.id)).started
    clock.advance(HOUR)
    assert (await meetings.start(ORG, made.id)).started == started
    ended = await meetings.end(ORG, made.id)
    clock.advance(HOUR)
    assert await meetings.end(ORG, made.id) == ended
    assert (ended.state, ended.started, ended.ended) == (
        MeetingState.ENDED,
        started,
        (started or 0) + HOUR,
    )


async def test_links_outlive_a_meeting_that_ran_late(
    meetings: Meetings, made: Meeting, clock: Clock
) -> None:
    """The receipt is behind the link for a week after the real end."""
    await meetings.start(ORG, made.id)
    clock.advance(30 * DAY)
    ended = await meetings.end(ORG, made.id)
    state = ended.invitees[0].link
    assert state is not None and state.expires == clock() + 7 * DAY


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        (("start",), ("reschedule", "cancel")),
        (("start", "end"), ("reschedule", "cancel", "start", "reissue")),
        (("cancel",), ("reschedule", "cancel", "start", "end", "reissue")),
        ((), ("end",)),
    ],
)
async def test_what_is_over_stays_as_it_is(
    meetings: Meetings, made: Meeting, steps: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    """A step that the state does not allow is refused, and nothing changes."""
    acts = {
        "start": lambda: meetings.start(ORG, made.id),
        "end": lambda: meetings.end(ORG, made.id),
        "cancel": lambda: meetings.cancel(ORG, made.id),
        "reschedule": lambda: meetings.reschedule(ORG, made.id, replace(PLAN, minutes=10)),
        "reissue": lambda: meetings.reissue(ORG, made.id, made.invitees[0].id),
    }
    for step in steps:
        await acts[step]()
    before = await meetings.get(ORG, made.id)
    for act in refused:
        with pytest.raises(WrongState):
            await acts[act]()
    assert await meetings.get(ORG, made.id) == before


async def test_the_slower_of_two_changes_is_refused(
    meetings: Meetings, made: Meeting, clock: Clock
) -> None:
    """Two people save different times at once: one wins, the other is told to look again."""
    results = await asyncio.gather(
        meetings.reschedule(ORG, made.id, replace(PLAN, wall="2026-10-02T09:00")),
        meetings.reschedule(ORG, made.id, replace(PLAN, wall="2026-10-03T09:00")),
        return_exceptions=True,
    )
    lost = [result for result in results if isinstance(result, WrongState)]
    assert [error.code for error in lost] == ["changed-meanwhile"]
    assert (await meetings.get(ORG, made.id)).sequence == 1


async def test_another_organisation_finds_nothing(
    meetings: Meetings, links: Links, outbox: Outbox, made: Meeting
) -> None:
    """A foreign id is not found, whatever is asked of it."""
    bob = made.invitees[0].id
    letter = (await outbox.search(ORG)).items[0].id
    for attempt in (
        meetings.get(ELSEWHERE, made.id),
        meetings.reschedule(ELSEWHERE, made.id, PLAN),
        meetings.cancel(ELSEWHERE, made.id),
        meetings.start(ELSEWHERE, made.id),
        meetings.end(ELSEWHERE, made.id),
        meetings.reissue(ELSEWHERE, made.id, bob),
        meetings.revoke(ELSEWHERE, made.id, bob),
        meetings.check_entry(ELSEWHERE, made.id, bob),
        meetings.bans.ban(ELSEWHERE, made.id, bob, by="mallory"),
        links.url(ELSEWHERE, bob),
        outbox.get(ELSEWHERE, letter),
        outbox.letter(ELSEWHERE, letter),
        outbox.resend(ELSEWHERE, letter),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await meetings.search(ELSEWHERE)).total == 0
    assert (await outbox.search(ELSEWHERE)).total == 0
    assert await meetings.get(ORG, made.id) == made
