"""What the audience asked, who wanted the answer too, and what came of it. Pure.

Rules:

1. Who asked without a name is nobody here: neither name nor participant is told.
2. The crew's own questions and votes are not counted.
3. The last word of a person about a vote counts. A question that is put to another one brings
   its votes and its asker along, for as long as it is (``engagement.questions``).
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from engagement.audience.attending import Presence
from engagement.audience.figures import QuestionLine
from engagement.audience.gathered import Gathered
from engagement.questions import MERGING, SETTLING, ends, id_of, mergers, settled
from engagement.rows import EventRow


def questions(
    found: Gathered, audience: Mapping[str, Presence], names: Mapping[str, str]
) -> tuple[QuestionLine, ...]:
    """The audience's questions, the most wanted first, then in order."""
    asked = [row for row in found.kind("question.asked") if _is_asked(row, audience)]
    texts = {id_of(row): str(row.values.get("text", "")) for row in asked}
    merged = mergers(found.kinds(*MERGING))
    voters = _voters(found, audience, asked, ends(merged))
    answers = settled(found.kinds(*SETTLING))
    lines = [
        _question(
            row, names, texts, merged, len(voters.get(id_of(row), ())), answers.get(id_of(row))
        )
        for row in asked
    ]
    return tuple(sorted(lines, key=lambda line: (-line.votes, line.at, line.question)))


def _is_asked(row: EventRow, audience: Mapping[str, Presence]) -> bool:
    return row.participant in audience or bool(row.values.get("anonymous"))


def _voters(
    found: Gathered,
    audience: Mapping[str, Presence],
    asked: Sequence[EventRow],
    goals: Mapping[str, str],
) -> dict[str, set[str]]:
    """Who wants each question answered; what is merged brings its voters and its asker along."""
    voters: dict[str, set[str]] = {}
    for question, who in _votes(found, audience):
        voters.setdefault(goals.get(question, question), set()).add(who)
    askers = {id_of(row): _asker(row) for row in asked}
    for question, goal in goals.items():
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
        (id_of(row), row.participant): bool(row.values.get("up"))
        for row in found.kind("question.voted")
        if row.participant in audience
    }
    return [vote for vote, up in last.items() if up]


def _asker(row: EventRow) -> str:
    """Who asked; of a question without a name somebody of its own, whom nobody else is."""
    return f"nobody:{id_of(row)}" if row.values.get("anonymous") else row.participant


def _question(
    row: EventRow,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    merged: Mapping[str, str],
    votes: int,
    answer: EventRow | None,
) -> QuestionLine:
    nameless = bool(row.values.get("anonymous"))
    into = merged.get(id_of(row))
    how = str(answer.values.get("how") or "live") if answer else "open"
    return QuestionLine(
        question=id_of(row),
        participant=None if nameless else row.participant,
        name="" if nameless else names.get(row.participant, ""),
        text=str(row.values.get("text", "")),
        at=row.at,
        votes=votes,
        outcome="merged" if into else how,
        answer=str(answer.values.get("text") or "") if answer else "",
        answered_by=answer.participant if answer else None,
        answered_at=answer.at if answer else None,
        merged=texts.get(into, "") if into else None,
    )
