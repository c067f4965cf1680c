"""What the audience answered, sent and opened. Pure.

Rules:

1. The store holds what those did who agreed to capture; the figures are of these.
2. The crew's own answers and reactions are not counted.
3. The last answer of a person to a poll counts; free answers stand without names.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from engagement.audience.attending import Presence
from engagement.audience.figures import (
    Choice,
    Link,
    Notice,
    PollLine,
    ReactionLine,
)
from engagement.audience.gathered import Gathered
from engagement.rows import EventRow

Offer = tuple[str, str]
"""What was offered: where (show, after), and its id or title."""


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
    """What was offered with an address or as a file, and how many of the audience opened it.

    In the order of offering. Of what is offered after the show only what somebody opened is known.
    """
    openers: dict[Offer, set[str]] = {}
    files: set[Offer] = set()
    names: dict[Offer, str] = {}
    for row in found.kind("announcement.made"):
        offer = ("show", str(row.values["announcement"]))
        if row.values.get("link") or row.values.get("download"):
            names[offer] = str(row.values.get("link") or row.values.get("text", ""))
        if row.values.get("download"):
            files.add(offer)
    for who, offer, row in opened(found, audience):
        openers.setdefault(offer, set()).add(who)
        names.setdefault(offer, offer[1])
        if is_file(row):
            files.add(offer)
    return tuple(
        Link(name, len(openers.get(offer, ())), offer in files) for offer, name in names.items()
    )


def opened(found: Gathered, audience: Mapping[str, Presence]) -> list[tuple[str, Offer, EventRow]]:
    """Who opened or took along what."""
    during = [*found.kind("link.clicked"), *found.kind("material.downloaded")]
    rows = [(row, ("show", str(row.values.get("announcement", "")))) for row in during]
    rows += [
        (row, ("after", str(row.values.get("title", "")))) for row in found.kind("material.opened")
    ]
    return [(row.participant, offer, row) for row, offer in rows if row.participant in audience]


def is_file(row: EventRow) -> bool:
    """Whether what was opened is a file to take along, not an address."""
    return bool(row.values.get("version"))


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
