"""The report of a webinar, drawn from its rows, its plan and its registrations. Pure.

Rule: a report says what the store holds and no more. Whoever gave no consent to capture appears
with attendance only, and without a score.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.audience import asked, attending, course, scoring, segments, talked
from engagement.audience.attending import Presence
from engagement.audience.course import Span
from engagement.audience.figures import (
    AudienceReport,
    Compared,
    PollLine,
    QuestionLine,
    Totals,
)
from engagement.audience.gathered import Gathered
from engagement.audience.members import Attended, AudienceMember, Guest, Occasion, Score
from engagement.audience.scoring import Chances, Deeds, Weights
from engagement.content import SlideId
from engagement.rows import SERVER_SESSION
from engagement.views import SlideView, fold

AUDIENCE_ROLE = "attendee"
REPEATED = frozenset({"question.asked", "reaction.sent", "hand.raised", "chat.posted"})
"""Each of these counts as often as it was done."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What everybody's part of the report is drawn from."""

    found: Gathered
    over: bool
    span: Span
    people: Mapping[str, Presence]
    views: Mapping[str, tuple[SlideView, ...]]
    shown: frozenset[SlideId]
    chances: Chances
    weights: Weights
    deeds: Mapping[str, Counter[str]]


def draw(
    occasion: Occasion,
    guests: Sequence[Guest],
    found: Gathered,
    weights: Weights,
    comparison: Sequence[Compared] = (),
) -> AudienceReport:
    """The report as the rows stand."""
    signed = {guest.participant: guest for guest in guests}
    people = _people(occasion, signed, found)
    span = course.span_of(occasion, found)
    turns = course.turns(span, found)
    views = _views(found, people)
    polls = talked.polls(found, people, span.until)
    links = talked.links(found, people)
    shown = frozenset(turn.slide for turn in turns)
    chances = Chances(show_ms=span.length_ms, slides=len(shown), polls=len(polls), links=len(links))
    scene = _Scene(
        found, occasion.over, span, people, views, shown, chances, weights, _deeds(found, people)
    )
    members = _members(scene, signed)
    names = {member.participant: member.name for member in members}
    questions = asked.questions(found, people, names)
    points = course.curve(span, people.values())
    return AudienceReport(
        occasion=occasion,
        as_of=found.now,
        start=span.start,
        end=span.end,
        members=members,
        totals=_totals(
            members, polls, questions, max((point.people for point in points), default=0)
        ),
        curve=points,
        bands=course.bands(turns, found, people, views),
        agenda=course.agenda(occasion, span, found),
        polls=polls,
        questions=questions,
        reactions=talked.reactions(found, people),
        notices=talked.notices(found),
        links=links,
        segments=segments.segments(members),
        comparison=tuple(comparison),
    )


def _people(
    occasion: Occasion, signed: Mapping[str, Guest], found: Gathered
) -> dict[str, Presence]:
    """Everybody of the audience who was ever connected: no crew, and nobody who came as crew."""
    came = (who for who in found.participants if who not in occasion.crew)
    return {
        who: attending.presence(found.stays_of(who))
        for who in came
        if who in signed or all(s.role == AUDIENCE_ROLE for s in found.stays_of(who))
    }


def _views(found: Gathered, people: Mapping[str, Presence]) -> dict[str, tuple[SlideView, ...]]:
    """The looks of those who agree to capture."""
    return {
        who: fold(
            (row for row in found.of(who) if row.session != SERVER_SESSION),
            acts=[
                row.at for row in found.of(who) if row.kind in ("reaction.sent", "question.asked")
            ],
            present=there.live,
        )
        for who, there in people.items()
        if _agrees(found, who)
    }


def _agrees(found: Gathered, who: str) -> bool:
    state = found.consents.get(who)
    return state is not None and state.capture


def _deeds(found: Gathered, people: Mapping[str, Presence]) -> dict[str, Counter[str]]:
    """How often each of the audience did each kind of thing; what can be repeated counts once."""
    deeds = {
        who: Counter(row.kind for row in found.of(who) if row.kind in REPEATED) for who in people
    }
    once: set[tuple[str, str, object]] = {
        (row.participant, "poll.answered", row.values.get("poll"))
        for row in found.kind("poll.answered")
        if row.participant in people
    }
    for who, offer, row in talked.opened(found, people):
        once.add((who, "links", offer))
        if talked.is_file(row):
            once.add((who, "downloads", offer))
    for who, kind, _ in once:
        deeds[who][kind] += 1
    for who, count in asked.votes_by(found, people).items():
        deeds[who]["votes"] = count
    return deeds


def _members(scene: _Scene, signed: Mapping[str, Guest]) -> tuple[AudienceMember, ...]:
    ids = dict.fromkeys([*signed, *scene.people])
    wanted = [who for who in ids if who in scene.people or signed[who].seated]
    members = [_member(scene, who, signed.get(who)) for who in wanted]
    return tuple(sorted(members, key=lambda one: (one.name.casefold(), one.participant)))


def _member(scene: _Scene, who: str, guest: Guest | None) -> AudienceMember:
    found = scene.found
    there = scene.people.get(who, Presence())
    known = found.people.get(found.hcps.get(who, ""))
    told = known.fields if known else None
    deeds = scene.deeds.get(who, Counter[str]())
    attended = attending.attended(guest, there, over=scene.over)
    away = _away(scene, who, there)
    captured = _agrees(found, who)
    return AudienceMember(
        participant=who,
        name=known.name if known else guest.name if guest else found.names.get(who, ""),
        email=guest.email if guest else "",
        hcp=found.hcps.get(who),
        country=(guest.country if guest else "") or (told and told.country) or "",
        specialty=(guest.specialty if guest else "") or (told and told.specialty) or "",
        segment=(told and told.segment) or "",
        registered_at=guest.registered_at if guest else None,
        attended=attended,
        walk_in=attending.walked_in(guest, scene.span.start),
        first_join=there.first,
        last_leave=there.last,
        live_ms=there.live_ms,
        on_demand_ms=there.on_demand_ms,
        away_ms=away,
        captured=captured,
        slides=_slides(scene, who),
        questions=deeds["question.asked"],
        votes=deeds["votes"],
        answers=deeds["poll.answered"],
        reactions=deeds["reaction.sent"],
        hands=deeds["hand.raised"],
        chats=deeds["chat.posted"],
        links=deeds["links"],
        downloads=deeds["downloads"],
        score=_score(scene, who, there, away) if captured and attended.came else None,
    )


def _away(scene: _Scene, who: str, there: Presence) -> int | None:
    """How long out of sight; None without consent to say so."""
    state = scene.found.consents.get(who)
    if state is None or not (state.capture and state.attention):
        return None
    return attending.away(scene.found.of(who), there.live)


def _slides(scene: _Scene, who: str) -> tuple[str, ...]:
    counted = (view for view in scene.views.get(who, ()) if view.counted)
    return tuple(
        dict.fromkeys(view.slide_key or f"{view.version}/{view.slide}" for view in counted)
    )


def _score(scene: _Scene, who: str, there: Presence, away: int | None) -> Score:
    deeds = scene.deeds[who]
    seen = {(view.version, view.slide) for view in scene.views.get(who, ()) if view.counted}
    done = Deeds(
        watched_ms=there.live_ms + there.on_demand_ms,
        away_ms=away,
        slides=len(seen & scene.shown),
        polls=deeds["poll.answered"],
        questions=deeds["question.asked"],
        votes=deeds["votes"],
        reactions=deeds["reaction.sent"],
        hands=deeds["hand.raised"],
        chats=deeds["chat.posted"],
        links=deeds["links"],
    )
    return scoring.score(done, scene.chances, scene.weights)


def _totals(
    members: Sequence[AudienceMember],
    polls: Sequence[PollLine],
    questions: Sequence[QuestionLine],
    peak: int,
) -> Totals:
    live = [member for member in members if member.attended.live]
    return Totals(
        registered=len(members),
        live=len(live),
        on_demand=sum(member.attended in (Attended.ON_DEMAND, Attended.BOTH) for member in members),
        came=sum(member.attended.came for member in members),
        no_shows=sum(member.attended is Attended.NO_SHOW for member in members),
        excused=sum(member.attended is Attended.EXCUSED for member in members),
        walk_ins=sum(member.walk_in and member.attended.came for member in members),
        rate=len(live) / len(members) if members else None,
        peak=peak,
        median_ms=segments.middle([member.live_ms for member in live]),
        mean_score=segments.mean_score(members),
        scored=sum(member.score is not None for member in members),
        questions=len(questions),
        votes=sum(line.votes for line in questions),
        answered=sum(line.outcome in ("live", "written") for line in questions),
        polls=len(polls),
        poll_answers=sum(line.answered for line in polls),
        reactions=sum(member.reactions for member in members),
        chats=sum(member.chats for member in members),
        hands=sum(member.hands for member in members),
    )
