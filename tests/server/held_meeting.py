"""A meeting that has taken place, for the tests of the pages that speak of it afterwards.

Max Stein showed Dr Ana Bergmann three slides of an approved deck.  She agreed to capture, looked at
two of them, and asked a question that nobody answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from decks.edits import Outline, Words
from decks.model import Version
from decks.workflow import Validity
from engagement.consents import Answer, Means
from engagement.kinds import ConsentKind
from engagement.people import HcpFields
from engagement.rows import server_event_id
from engagement.store import EngagementStore
from scheduling.plans import Host, Meeting, Person, Plan
from scheduling.tokens import Claim
from server.publishing import approve
from signaling.seams import Batch, ClientEvent, Fact
from tests.decks.samples import Leaf, pdf
from tests.engagement.cast import event_id
from tests.support.site import Site, Visitor

TAB = "6a1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a01"
DAY_MS = 86_400_000
WORDS = (
    Words("Hello", mandatory=True),
    Words("Efficacy at 24 weeks", topic="Efficacy", key_message="Works in 24 weeks"),
    Words("Safety", topic="Safety", key_message="Is safe", mandatory=True),
)


@dataclass(frozen=True, slots=True)
class Held:
    """The meeting and its people."""

    site: Site
    rep: Visitor
    meeting: Meeting
    version: Version
    started: int

    @property
    def address(self) -> str:
        return f"/meetings/{self.meeting.id}/report"

    @property
    def ana(self) -> Claim:
        person = self.meeting.invitees[0]
        return Claim(
            org=self.meeting.org,
            meeting=self.meeting.id,
            participant=person.id,
            role="attendee",
            name=person.name,
            hcp=person.hcp,
            expires=self.started + DAY_MS,
        )

    @property
    def max(self) -> Claim:
        return replace(
            self.ana,
            participant=self.meeting.host.id,
            role="host",
            name=self.meeting.host.name,
            hcp=None,
        )


async def plan(site: Site, folder: Path, rep: Visitor) -> Held:
    """The meeting before it begins."""
    assert rep.staff is not None
    parts, me = site.services, rep.staff
    version = await approved(site, folder, rep)
    found = await parts.directory.create(
        me.org,
        HcpFields(
            given_name="Ana",
            family_name="Bergmann",
            title="Dr",
            email="ana@clinic.example.org",
        ),
        by=me.id,
        now=parts.clock(),
    )
    now = parts.clock()
    meeting = await parts.meetings.create(
        me.org,
        Plan(
            title="Velorin with Dr Bergmann",
            wall=datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H:%M"),
            zone="UTC",
            minutes=20,
            people=(Person(found.id, found.name, "ana@clinic.example.org"),),
            decks=(version.id,),
        ),
        Host(me.id, me.name, me.email, "Pharma One"),
    )
    return Held(site, rep, meeting, version, now - 120_000)


async def approved(
    site: Site, folder: Path, rep: Visitor, words: Sequence[Words] = WORDS
) -> Version:
    """A deck of three slides, or as many as there are ``words`` for, that may be shown."""
    assert rep.staff is not None
    parts, me = site.services, rep.staff
    file = pdf(folder / "velorin.pdf", [Leaf(each.title) for each in words])
    job = await parts.decks.import_files(me.org, me.id, [file], title="Velorin")
    assert job.version is not None, job.sentence
    await parts.decks.drafts.outline(me.org, job.version, [Outline(1, each) for each in words])
    await parts.decks.review.submit(me.org, job.version)
    now = parts.clock()
    return await approve(parts, me.org, job.version, me, Validity(now - 1, now + DAY_MS))


async def hold(site: Site, folder: Path, rep: Visitor, *, end: bool = True) -> Held:
    """The meeting as it went, from its start to its end."""
    held = await plan(site, folder, rep)
    await site.services.meetings.start(held.meeting.org, held.meeting.id)
    async with EngagementStore(site.store) as store:
        await agree(store, held)
        await store.attendance.opened(held.max, "c1", None, held.started)
        await store.attendance.opened(held.ana, "c2", None, held.started + 10_000)
        await store.capture.journal(room(held))
        await store.capture.store(held.ana, looks(held), held.started + 100_000)
        if end:
            await store.attendance.close_meeting(
                held.meeting.org, held.meeting.id, held.started + 100_000
            )
    if end:
        await site.services.meetings.end(held.meeting.org, held.meeting.id)
    return held


async def agree(store: EngagementStore, held: Held) -> None:
    answer = Answer(ConsentKind.CAPTURE, True, "1", "en", "May we keep what you look at?")
    await store.consents.record(
        held.ana.org,
        held.ana.meeting,
        held.ana.participant,
        held.ana.hcp,
        [answer],
        Means.LANDING_PAGE,
        held.started,
    )


def room(held: Held) -> list[Fact]:
    """What the room reports: slides, a question, a judgement."""
    shown: dict[str, object] = {"deck": held.version.deck, "sha256": held.version.sha256}
    told: list[tuple[str, Claim, int | None, dict[str, object]]] = [
        ("meeting.started", held.max, None, {}),
        ("slide.shown", held.max, 0, shown),
        ("slide.shown", held.max, 1, shown),
        ("question.asked", held.ana, None, {"question": "q1", "text": "What about the kidneys?"}),
        ("slide.reaction", held.max, 1, {"reaction": "positive"}),
    ]
    return [
        Fact(
            id=server_event_id(held.meeting.id, seq),
            org=who.org,
            meeting=who.meeting,
            participant=who.participant,
            seq=seq,
            kind=kind,
            at=held.started + 10_000 * seq,
            version=None if slide is None else held.version.id,
            slide=slide,
            values=values,
        )
        for seq, (kind, who, slide, values) in enumerate(told, 1)
    ]


def looks(held: Held) -> Batch:
    """What Ana's browser reports: eight seconds on the first slide, a glance at the second."""
    told: list[tuple[str, int, int, dict[str, object]]] = [
        ("slide.entered", 0, 20_000, {}),
        ("slide.left", 0, 30_000, {"visible_ms": 8_000, "total_ms": 10_000}),
        ("slide.entered", 1, 30_000, {}),
        ("pointer.clicked", 1, 30_500, {"x": 0.5, "y": 0.5}),
        ("slide.left", 1, 31_000, {"visible_ms": 900, "total_ms": 1_000}),
    ]
    events = tuple(
        ClientEvent(
            id=event_id(held.started + after),
            seq=seq,
            kind=kind,
            at=held.started + after,
            version=held.version.id,
            slide=slide,
            values=values,
        )
        for seq, (kind, slide, after, values) in enumerate(told, 1)
    )
    return Batch(TAB, held.started + 100_000, len(events), events)
