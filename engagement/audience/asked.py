"""What the audience asked, who wanted the answer too, and what came of it. Pure.

Rules:

1. Who asked without a name is nobody here: neither name nor participant is told.
2. The crew's own questions and votes are not counted.
3. The last word of a person about a vote counts. A question that was put to another one brings
   its votes and its asker along.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from engagement.audience.attending import Presence
from engagement.audience.figures import QuestionLine
from engagement.audience.gathered import Gathered
from engagement.rows import EventRow


def questions(
    found: Gathered, audience: Mapping[str, Presence], names: Mapping[str, str]
) -> tuple[QuestionLine, ...]:
    """The audience's questions, the most wanted first, then in order."""
    asked = [row for row in found.kind("question.asked") if _is_asked(row, audience)]
    texts = {str(row.values.get("question", "")): str(row.values.get("text", "")) for row in asked}
    merged = _mergers(found)
    voters = _voters(found, audience, asked, merged)
    settled = _settled(found)
    lines = [
        _question(row, names, texts, merged, len(voters.get(_id(row), ())), settled.get(_id(row)))
        for row in asked
    ]
    return tuple(sorted(lines, key=lambda line: (-line.votes, line.at, line.question)))


def _is_asked(row: EventRow, audience: Mapping[str, Presence]) -> bool:
    return row.participant in audience or bool(row.values.get("anonymous"))


def _id(row: EventRow) -> str:
    return str(row.values.get("question", ""))


def _mergers(found: Gathered) -> dict[str, str]:
    """Which question was put to which."""
    return {_id(row): str(row.values["into"]) for row in found.kind("question.merged")}


def _voters(
    found: Gathered,
    audience: Mapping[str, Presence],
    asked: Sequence[EventRow],
    merged: Mapping[str, str],
) -> dict[str, set[str]]:
    """Who wants each question answered; what is merged brings its voters and its asker along."""
    voters: dict[str, set[str]] = {}
    for question, who in _votes(found, audience):
        voters.setdefault(merged.get(question, question), set()).add(who)
    askers = {_id(row): _asker(row) for row in asked}
    for question, goal in merged.items():
        if question in askers:
            voters.setdefault(goal, set()).add(askers[question])
    for question, who in askers.items():
        voters.get(question, set()).discard(who)
    return voters


def votes_by(found: Gathered, audience: Mapping[str, Presence]) -> Counter[str]:
    """For how many questions each of the audience wants an answer."""
    return Counter(who for _, who in _votes(found, audience))


def _votes(found: Gathered, audience: Mapping[str, Presence]) -> list[tuple[str, str]]:
    """The votes in force: question and voter."""
    last = {
        (_id(row), row.participant): bool(row.values.get("up"))
        for row in found.kind("question.voted")
        if row.participant in audience
    }
    return [vote for vote, up in last.items() if up]


def _asker(row: EventRow) -> str:
    """Who asked; of a question without a name somebody of its own, whom nobody else is."""
    return f"nobody:{_id(row)}" if row.values.get("anonymous") else row.participant


def _settled(found: Gathered) -> dict[str, EventRow]:
    """The last answer to each question."""
    return {_id(row): row for row in found.kind("question.answered")}


def _question(
    row: EventRow,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    merged: Mapping[str, str],
    votes: int,
    settled: EventRow | None,
) -> QuestionLine:
    nameless = bool(row.values.get("anonymous"))
    into = merged.get(_id(row))
    how = str(settled.values.get("how") or "live") if settled else "open"
    return QuestionLine(
        question=_id(row),
        participant=None if nameless else row.participant,
        name="" if nameless else names.get(row.participant, ""),
        text=str(row.values.get("text", "")),
        at=row.at,
        votes=votes,
        outcome="merged" if into else how,
        answer=str(settled.values.get("text") or "") if settled else "",
        answered_by=settled.participant if settled else None,
        answered_at=settled.at if settled else None,
        merged=texts.get(into, "") if into else None,
    )
