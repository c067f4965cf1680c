"""Which meeting is it, and may this slide be shown now: scheduling and decks, for signaling."""

from dataclasses import replace

from decks import Decks
from decks.errors import DeckError
from decks.errors import NotFound as NoSuchDeck
from decks.model import Version
from rooms import Deck, Plan, Position, Slide
from rooms.programme import AgendaItem
from scheduling.errors import NotFound
from scheduling.meetings import Meetings
from scheduling.plans import Meeting, MeetingKind, MeetingState
from scheduling.webinars import Webinars
from signaling.errors import Refused
from signaling.seams import Claim, Proof

CLOSED = {
    MeetingState.CANCELLED: ("cancelled", "This meeting was cancelled."),
    MeetingState.ENDED: ("room-ended", "This meeting is over."),
}


class Planned:
    """``signaling.seams.Rooms`` on scheduling and decks."""

    def __init__(self, meetings: Meetings, webinars: Webinars, decks: Decks) -> None:
        self._meetings = meetings
        self._webinars = webinars
        self._decks = decks

    async def open(self, org: str, meeting: str) -> Plan:
        """What the room must know; raises Refused: not-found, cancelled, room-ended."""
        try:
            found = await self._meetings.get(org, meeting)
        except NotFound as error:
            raise Refused("not-found", "There is no such meeting.") from error
        if found.state in CLOSED:
            raise Refused(*CLOSED[found.state])
        return await self._plan(found)

    async def past(self, org: str, meeting: str) -> Plan:
        """The same of a meeting that has ended; raises Refused: not-found."""
        try:
            return await self._plan(await self._meetings.get(org, meeting))
        except NotFound as error:
            raise Refused("not-found", "There is no such meeting.") from error

    async def _plan(self, found: Meeting) -> Plan:
        plan = Plan(
            title=found.title,
            decks=tuple(
                [deck_of(version) for version in await self._decks.versions(found.org, found.decks)]
            ),
            planned_minutes=found.minutes,
            banned=await self._meetings.bans.banned(found.org, found.id),
        )
        if found.kind is MeetingKind.MEETING:
            return plan
        webinar = await self._webinars.get(found.org, found.id)
        return replace(
            plan,
            lobby=False,
            webinar=True,
            names_shown=webinar.plan.names_shown,
            anonymous=webinar.plan.anonymous,
            agenda=tuple(
                AgendaItem(item.minutes, item.title, item.speaker) for item in webinar.plan.agenda
            ),
            moderated=webinar.plan.moderated,
            handouts=frozenset(webinar.plan.handouts) & {deck.version for deck in plan.decks},
        )


class ContentGate:
    """``signaling.seams.Gate`` on decks."""

    def __init__(self, decks: Decks) -> None:
        self._decks = decks

    async def check(self, claim: Claim, position: Position, now: int) -> Proof:
        """The proof for the engagement event; raises Refused with the gate's code."""
        try:
            proof = await self._decks.check(
                claim.org, position.version, position.slide, position.step
            )
        except NoSuchDeck as error:
            raise Refused("no-such-slide", "There is no such deck.") from error
        except DeckError as error:
            raise Refused(error.code, str(error)) from error
        return Proof(proof.version, proof.slide_key, proof.sha256)


def deck_of(version: Version) -> Deck:
    """A deck version as a room knows it."""
    return Deck(
        version=version.id,
        deck=version.deck,
        title=version.title,
        slides=tuple(
            Slide(
                number=slide.number,
                key=slide.key,
                title=slide.title,
                steps=slide.steps,
                width=slide.width,
                height=slide.height,
                topic=slide.topic or None,
                key_message=slide.key_message or None,
                mandatory=slide.mandatory,
                notes=slide.notes or None,
            )
            for slide in version.slides
        ),
    )
