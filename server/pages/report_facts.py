"""From the facts of a meeting and its rep's words to the call report's page. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from decks.model import Version
from engagement.answers import STANCES, Answers, Stance, TopicNote, suggest
from engagement.outcomes import Outcome
from engagement.report import Attendee as AttendeeFacts
from engagement.report import CallReport, QuestionLine, SlideLine
from scheduling.plans import Meeting
from server.pages.report_view import (
    Attendee,
    Completeness,
    Draft,
    Message,
    Question,
    ReportView,
    Revision,
    ShownSlide,
)

MEANING = "I was in this meeting, and this report is true to the best of my knowledge."
OUTCOME_WORDS = {"live": "answered", "written": "answered", "dismissed": "dismissed"}

SlideName = tuple[str, int]


def view_of(
    meeting: Meeting,
    versions: Sequence[Version],
    report: CallReport,
    history: Sequence[Outcome],
    *,
    mine: bool,
) -> ReportView:
    """The page; a signed report shows the facts that were signed."""
    latest = history[-1] if history else None
    facts = latest.report if latest is not None and latest.report is not None else report
    lines = {(line.version, line.slide): line for line in facts.slides}
    people = tuple(_attendee(person) for person in facts.attendees if person.joined_at is not None)
    return ReportView(
        meeting=meeting.id,
        title=meeting.title,
        host=meeting.host.name,
        names=", ".join(person.name for person in people) or "Nobody came",
        zone=meeting.zone,
        started=facts.started_at or meeting.started or meeting.starts,
        ended=facts.ended_at or meeting.ended,
        status="draft" if latest is None else latest.status.value,
        people=people,
        slides=_slides(versions, lines),
        messages=messages_of(versions, lines),
        topics=_topics(versions, facts),
        questions=tuple(_question(line, versions) for line in facts.questions),
        reactions=_reactions(facts),
        completeness=Completeness(facts.completeness.received, facts.completeness.expected),
        revisions=_revisions(history),
        saved_at=None if latest is None or latest.locked else latest.written_at,
        may_amend=mine and latest is not None and latest.locked,
        meaning=MEANING,
    )


def draft_of_answers(answers: Answers) -> Draft:
    """Answers as the form's fields."""
    return Draft(
        stances={found.key_message: found.stance for found in answers.stances if found.stance},
        topics_open=tuple(note.topic for note in answers.topics if note.state == "open"),
        next_step=answers.next_step or "",
        note=answers.notes or "",
        adverse_event=answers.adverse_event,
    )


def answers_of(draft: Draft, view: ReportView, report: CallReport) -> Answers:
    """The form's fields as answers; a topic that was shown and is not open counts as answered."""
    raised = [heard.name for heard in report.topics]
    topics = dict.fromkeys([*raised, *draft.topics_open])
    known = {key for key, _ in view.topics}
    return Answers(
        stances=tuple(
            Stance(key, STANCES[stance]) for key, stance in draft.stances.items() if stance
        ),
        topics=tuple(
            TopicNote(topic, "open" if topic in draft.topics_open else "answered")
            for topic in topics
            if topic in known
        ),
        next_step=draft.next_step or None,
        notes=draft.note or None,
        adverse_event=draft.adverse_event,
    )


def first_draft(history: Sequence[Outcome], report: CallReport) -> Draft:
    """What stands in the fields when the page opens: what was written, else what was seen."""
    return draft_of_answers(history[-1].answers if history else suggest(report))


def messages_of(
    versions: Iterable[Version], lines: Mapping[SlideName, SlideLine]
) -> tuple[Message, ...]:
    """Every key message of the meeting's decks, once, in the order of the slides."""
    found: dict[str, tuple[str, bool]] = {}
    for version in versions:
        for slide in version.slides:
            if slide.key_message:
                title, shown = found.get(slide.key_message, (slide.title, False))
                found[slide.key_message] = (title, shown or (version.id, slide.number) in lines)
    return tuple(
        Message(index, text, text, title, shown)
        for index, (text, (title, shown)) in enumerate(found.items())
    )


def changes(before: Answers, after: Answers) -> tuple[str, ...]:
    """What an amendment changed, in words; none when only the facts were signed anew."""
    old, new = draft_of_answers(before), draft_of_answers(after)
    found = [
        f"“{key}”: {_stance(old, key)} → {_stance(new, key)}"
        for key in dict.fromkeys([*old.stances, *new.stances])
        if _stance(old, key) != _stance(new, key)
    ]
    if set(old.topics_open) != set(new.topics_open):
        found.append(f"Open topics: {_listed(old.topics_open)} → {_listed(new.topics_open)}")
    if old.next_step != new.next_step:
        found.append(f"Agreed: “{old.next_step}” → “{new.next_step}”")
    if old.note != new.note:
        found.append(f"Note: “{old.note}” → “{new.note}”")
    if old.adverse_event != new.adverse_event:
        found.append(f"Adverse event: {_yes(old.adverse_event)} → {_yes(new.adverse_event)}")
    return tuple(found)


def _attendee(person: AttendeeFacts) -> Attendee:
    device = [person.device.capitalize() if person.device else None, person.browser, person.os]
    return Attendee(
        name=person.name,
        hcp=person.hcp,
        joined=person.joined_at or 0,
        left=person.left_at,
        connected_ms=person.connected_ms,
        engaged_ms=person.engaged_ms,
        device=", ".join(part for part in device if part) or None,
    )


def _slides(
    versions: Iterable[Version], lines: Mapping[SlideName, SlideLine]
) -> tuple[ShownSlide, ...]:
    """The decks' slides in order, then what was shown of decks that are no longer the meeting's."""
    own = [
        _slide(version.id, slide.number, slide.title, slide.mandatory, lines)
        for version in versions
        for slide in version.slides
    ]
    known = {(slide.version, slide.number) for slide in own}
    other = [
        _slide(line.version, line.slide, line.title, line.mandatory, lines)
        for name, line in lines.items()
        if name not in known
    ]
    return (*own, *other)


def _slide(
    version: str, number: int, title: str, mandatory: bool, lines: Mapping[SlideName, SlideLine]
) -> ShownSlide:
    line = lines.get((version, number))
    return ShownSlide(
        version=version,
        number=number,
        title=title,
        mandatory=mandatory,
        shown=line is not None,
        visible_ms=line.visible_ms if line else 0,
        counted=line is not None and line.views > 0,
        reaction=line.reaction if line else None,
    )


def _topics(versions: Iterable[Version], report: CallReport) -> tuple[tuple[str, str], ...]:
    own = [slide.topic for version in versions for slide in version.slides if slide.topic]
    return tuple(
        (topic, topic) for topic in dict.fromkeys([*own, *(t.name for t in report.topics)])
    )


def _question(line: QuestionLine, versions: Iterable[Version]) -> Question:
    titles = {
        (version.id, slide.number): slide.title for version in versions for slide in version.slides
    }
    return Question(
        text=line.text,
        name=line.name,
        at=line.at,
        slide=titles.get(line.slide, "") if line.slide else "",
        state=OUTCOME_WORDS.get(line.how or "", "open"),
        answer=line.answer or "",
    )


def _reactions(report: CallReport) -> str:
    reactions = sum(person.reactions for person in report.attendees)
    parts = [(reactions, "reaction"), (report.messages, "chat message")]
    return " · ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in parts if n)


def _revisions(history: Sequence[Outcome]) -> tuple[Revision, ...]:
    """The signed revisions, newest first."""
    signed = [outcome for outcome in history if outcome.signature is not None]
    before: list[Outcome | None] = [None, *signed[:-1]] if signed else []
    return tuple(
        Revision(
            signed_name=outcome.signature.name if outcome.signature else "",
            written_at=outcome.written_at,
            meaning=outcome.signature.meaning if outcome.signature else "",
            reason=outcome.reason or "",
            digest=outcome.digest or "",
            changes=changes(earlier.answers, outcome.answers) if earlier else (),
        )
        for earlier, outcome in reversed(list(zip(before, signed, strict=True)))
    )


def _stance(draft: Draft, key: str) -> str:
    return draft.stances.get(key, "not discussed")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "none"


def _yes(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: "not answered"}[answer]
