"""What was asked, voted, answered and said by the audience. Pure.

Rules:

1. The store holds what those did who agreed to capture; the figures are of these.
2. The crew's own answers, votes and reactions are not counted.
3. Who asked without a name is nobody here, and free answers stand without names.
4. The last answer of a person to a poll counts, and the last word about a vote.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from engagement.audience.attending import Presence
from engagement.audience.figures import (
    Choice,
    Link,
    Notice,
    PollLine,
    QuestionLine,
    ReactionLine,
)
from engagement.audience.gathered import Gathered
from engagement.rows import EventRow

SETTLED = ("live", "written", "dismissed")


def reactions(found: Gathered, audience: Mapping[str, Presence]) -> tuple[ReactionLine, ...]:
    """How often each reaction was sent, the most frequent first."""
    sent = Counter(
        str(row.values.get("reaction", ""))
        for row in found.kind("reaction.sent")
        if row.participant in audience
    )
    return tuple(
        ReactionLine(name, count)
        for name, count in sorted(sent.items(), key=lambda item: (-item[1], item[0]))
    )


def notices(found: Gathered) -> tuple[Notice, ...]:
    """The hosts' announcements, in order."""
    return tuple(
        Notice(row.at, str(row.values.get("text", "")), str(row.values.get("link", "")))
        for row in found.kind("announcement.made")
    )


def links(found: Gathered, audience: Mapping[str, Presence]) -> tuple[Link, ...]:
    """What was offered with an address, in order, and how many of the audience opened it."""
    openers: dict[str, set[str]] = {}
    for row in found.kind("link.opened"):
        if row.participant in audience:
            openers.setdefault(str(row.values.get("link", "")), set()).add(row.participant)
    offered = {
        str(row.values.get("announcement", "")): str(row.values["link"])
        for row in found.kind("announcement.made")
        if row.values.get("link")
    }
    return tuple(
        Link(address, len(openers.get(id, ())), file=False) for id, address in offered.items()
    )


def polls(found: Gathered, audience: Mapping[str, Presence], until: int) -> tuple[PollLine, ...]:
    """Every poll that was opened, in that order."""
    told: dict[str, list[EventRow]] = {}
    for row in found.kind("poll.moved"):
        told.setdefault(str(row.values.get("poll", "")), []).append(row)
    answers: dict[str, dict[str, EventRow]] = {}
    for row in found.kind("poll.answered"):
        if row.participant in audience:
            answers.setdefault(str(row.values.get("poll", "")), {})[row.participant] = row
    return tuple(
        _poll(id, moves, answers.get(id, {}), audience, until) for id, moves in told.items()
    )


def _poll(
    id: str,
    moves: Sequence[EventRow],
    answers: Mapping[str, EventRow],
    audience: Mapping[str, Presence],
    until: int,
) -> PollLine:
    last = moves[-1].values
    options = [str(option) for option in last.get("options", ())]
    correct = last.get("correct")
    right = frozenset(correct) if correct is not None else frozenset[int]()
    chosen = [tuple(row.values.get("choices", ())) for row in answers.values()]
    kind = str(last.get("kind", ""))
    counts = _counts(kind, len(options), chosen)
    spans = _open_spans(moves, until)
    steps = [choices[0] + 1 for choices in chosen if choices]
    return PollLine(
        poll=id,
        kind=kind,
        question=str(last.get("question", "")),
        at=moves[0].at,
        quiz=correct is not None,
        answered=len(answers),
        right=sum(frozenset(choices) == right for choices in chosen) if correct is not None else 0,
        there=sum(_was_there(there, spans) for there in audience.values()),
        mean=sum(steps) / len(steps) if kind == "scale" and steps else None,
        choices=tuple(
            Choice(text, count, place in right)
            for place, (text, count) in enumerate(zip(options, counts, strict=True))
        ),
        texts=tuple(sorted(text for row in answers.values() if (text := row.values.get("text")))),
    )


def _counts(kind: str, options: int, chosen: Sequence[tuple[int, ...]]) -> list[int]:
    """How many chose each option; of a ranking its points, as the room gives them."""
    counts = [0] * options
    for choices in chosen:
        for place, option in enumerate(choices):
            if option < options:
                counts[option] += options - place if kind == "ranking" else 1
    return counts


def _open_spans(moves: Sequence[EventRow], until: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    since: int | None = None
    for row in moves:
        opened = row.values.get("state") == "open"
        if opened and since is None:
            since = row.at
        elif not opened and since is not None:
            spans.append((since, row.at))
            since = None
    if since is not None:
        spans.append((since, max(since, until)))
    return spans


def _was_there(there: Presence, spans: Sequence[tuple[int, int]]) -> bool:
    return any(
        start < closed and end > opened for start, end in there.live for opened, closed in spans
    )


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
    return {
        _id(row): str(row.values["merged"])
        for row in found.kind("question.changed")
        if row.values.get("merged")
    }


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
    """The last answer to each question; one that was taken up again has none."""
    last: dict[str, EventRow] = {}
    rows = [*found.kind("question.answered"), *found.kind("question.changed")]
    for row in sorted(rows, key=lambda row: (row.at, row.seq)):
        if row.kind == "question.answered":
            last[_id(row)] = row
        elif row.values.get("state") in ("open", "pending"):
            last.pop(_id(row), None)
    return last


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
