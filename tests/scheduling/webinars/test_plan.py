"""Planning a webinar."""

from dataclasses import replace

import pytest

from scheduling import BadValue, MailKind, Meetings, MeetingState, NotFound, Outbox, WrongState
from scheduling.webinars import (
    Branding,
    Field,
    RegistrantState,
    Registrations,
    Webinar,
    WebinarPlan,
    Webinars,
)
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ELSEWHERE, ORG
from tests.scheduling.webinars.cast import PLAN, STARTS
from tests.scheduling.webinars.conftest import SignUp


async def test_create(webinars: Webinars, clock: Clock) -> None:
    """A plan becomes a draft: its page is not found, nobody is written to."""
    made = await webinars.create(ORG, PLAN, ALICE)
    assert made.plan == PLAN
    assert (made.meeting.starts, made.meeting.state) == (STARTS, MeetingState.PLANNED)
    assert (made.taken, made.free, made.published) == (0, 2, None)
    assert made.slug.startswith("tolerability-in-the-long-run-")
    with pytest.raises(NotFound):
        await webinars.by_slug(made.slug)


async def test_publish(webinars: Webinars, webinar: Webinar) -> None:
    """A published webinar is found by its address, by whoever knows it."""
    assert await webinars.by_slug(webinar.slug) == webinar
    assert await webinars.publish(ORG, webinar.id) == webinar


async def test_webinars_are_no_meetings(
    webinars: Webinars, webinar: Webinar, meetings: Meetings
) -> None:
    """The list of meetings has no webinars; the room finds it all the same."""
    assert (await meetings.search(ORG)).items == ()
    assert (await webinars.search(ORG)).items == (webinar,)
    assert (await meetings.get(ORG, webinar.id)).title == PLAN.title
    with pytest.raises(NotFound):
        await meetings.cancel(ORG, webinar.id)


async def test_tenants(webinars: Webinars, webinar: Webinar) -> None:
    """Another organisation's webinar does not exist."""
    with pytest.raises(NotFound):
        await webinars.get(ELSEWHERE, webinar.id)
    assert (await webinars.search(ELSEWHERE)).total == 0


async def test_more_seats(
    webinars: Webinars,
    webinar: Webinar,
    registrations: Registrations,
    sign_up: SignUp,
    outbox: Outbox,
) -> None:
    """New seats go to whoever has waited longest, and to nobody who comes later."""
    for name in ("Dr. Bob Müller", "Dr. Carol King"):
        await sign_up(webinar, name)
    waiting = [await sign_up(webinar, f"Dr. {name}") for name in ("Dora", "Emil")]
    larger = await webinars.change(ORG, webinar.id, replace(PLAN, capacity=3))
    assert (larger.taken, larger.free) == (3, 0)
    states = [(await registrations.get(ORG, webinar.id, each.id)).state for each in waiting]
    assert states == [RegistrantState.APPROVED, RegistrantState.WAITING]
    mails = (await outbox.search(ORG, "dora", meeting=webinar.id)).items
    assert MailKind.CONFIRM in {mail.kind for mail in mails}
    assert (await sign_up(webinar, "Dr. Frieda")).state is RegistrantState.WAITING


async def test_questions_change_places(webinars: Webinars) -> None:
    """A question that stays keeps its key, so that no answer passes to another one."""
    ward, topic = Field("own_1", "Which ward?"), Field("own_2", "Which topic?")
    made = await webinars.create(ORG, replace(PLAN, fields=(ward, topic)), ALICE)
    fresh = [Field("qnew", "Since when?"), replace(topic, key="qa"), replace(ward, key="qb")]
    changed = await webinars.change(ORG, made.id, replace(PLAN, fields=tuple(fresh)))
    assert [(field.key, field.label) for field in changed.plan.fields] == [
        ("qnew", "Since when?"),
        ("own_2", "Which topic?"),
        ("own_1", "Which ward?"),
    ]


async def test_move(webinars: Webinars, webinar: Webinar, sign_up: SignUp, outbox: Outbox) -> None:
    """A new time raises SEQUENCE and is mailed; who has a seat is reminded of the new time only."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    moved = await webinars.change(ORG, webinar.id, replace(PLAN, wall="2026-10-02T18:00"))
    assert moved.meeting.sequence == webinar.meeting.sequence + 1
    mails = (await outbox.search(ORG, meeting=webinar.id, size=50)).items
    news = [mail for mail in mails if mail.kind is MailKind.RESCHEDULE]
    assert [(mail.facts.invitee, mail.facts.before) for mail in news] == [(bob.id, STARTS)]
    due = sorted(m.due for m in mails if m.kind is MailKind.REMIND and m.sequence == 1)
    start = moved.meeting.starts
    assert due == [start - 86_400_000, start - 3_600_000, start - 600_000]


async def test_other_words_are_no_news(
    webinars: Webinars, webinar: Webinar, sign_up: SignUp, outbox: Outbox
) -> None:
    """What no calendar shows is changed without a mail."""
    await sign_up(webinar, "Dr. Bob Müller")
    before = (await outbox.search(ORG, meeting=webinar.id)).total
    changed = await webinars.change(ORG, webinar.id, replace(PLAN, description="Other words."))
    assert changed.meeting.sequence == 0
    assert (await outbox.search(ORG, meeting=webinar.id)).total == before


async def test_fewer_seats_than_taken(
    webinars: Webinars, webinar: Webinar, sign_up: SignUp
) -> None:
    """Seats are never taken away."""
    await sign_up(webinar, "Dr. Bob Müller")
    await sign_up(webinar, "Dr. Carol King")
    with pytest.raises(BadValue) as refused:
        await webinars.change(ORG, webinar.id, replace(PLAN, capacity=1))
    assert refused.value.field == "capacity"


async def test_cancel(
    webinars: Webinars,
    webinar: Webinar,
    registrations: Registrations,
    sign_up: SignUp,
    outbox: Outbox,
) -> None:
    """Calling it off is told to everybody; nothing can be changed afterwards."""
    bob = await sign_up(webinar, "Dr. Bob Müller")
    off = await webinars.cancel(ORG, webinar.id, "The speaker is ill.")
    assert off.meeting.state is MeetingState.CANCELLED
    mails = (await outbox.search(ORG, meeting=webinar.id, size=50)).items
    told = [mail.facts for mail in mails if mail.kind is MailKind.CANCEL]
    assert [(facts.invitee, facts.reason) for facts in told] == [(bob.id, "The speaker is ill.")]
    with pytest.raises(WrongState):
        await webinars.change(ORG, webinar.id, PLAN)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(PLAN, title=" "), "title"),
        (replace(PLAN, minutes=1), "minutes"),
        (replace(PLAN, zone="Berlin"), "zone"),
        (replace(PLAN, capacity=0), "capacity"),
        (replace(PLAN, branding=Branding("red")), "colour"),
        (replace(PLAN, branding=Branding("#ffee00")), "colour"),
        (replace(PLAN, embed=("https://a.example; script-src *",)), "embed"),
        (replace(PLAN, embed=("http://www.example.org",)), "embed"),
        (replace(PLAN, reminders=(1,)), "reminders"),
        (replace(PLAN, fields=(Field("Ward", "Which ward?"),)), "fields"),
        (replace(PLAN, fields=(Field("ward", "Which?", "choice", ("one",)),)), "fields"),
    ],
)
async def test_refusals(webinars: Webinars, plan: WebinarPlan, field: str) -> None:
    """What cannot be used is refused by the name of its field."""
    with pytest.raises(BadValue) as refused:
        await webinars.create(ORG, plan, ALICE)
    assert refused.value.field == field
