"""What became of questions, as a meeting's events tell it. Pure.

Rules:

1. The last word counts. A question that was taken up again is as if nobody had answered it, and
   one that was separated again as if it had never been put to another.
2. What was put to a question that was put to a third one asks the same as that: votes and askers
   count where the whole thread ends.
"""

from collections.abc import Iterable, Mapping

from engagement.rows import EventRow

SETTLING = ("question.answered", "question.reopened")
MERGING = ("question.merged", "question.separated")


def id_of(row: EventRow) -> str:
    """Which question an event is about."""
    return str(row.values.get("question", ""))


def settled(rows: Iterable[EventRow]) -> dict[str, EventRow]:
    """The answer in force to each question that has one; ``rows`` in order of time."""
    found: dict[str, EventRow] = {}
    for row in rows:
        if row.kind == "question.answered":
            found[id_of(row)] = row
        elif row.kind == "question.reopened":
            found.pop(id_of(row), None)
    return found


def mergers(rows: Iterable[EventRow]) -> dict[str, str]:
    """Which question is put to which; ``rows`` in order of time."""
    found: dict[str, str] = {}
    for row in rows:
        if row.kind == "question.merged":
            found[id_of(row)] = str(row.values["into"])
        elif row.kind == "question.separated":
            found.pop(id_of(row), None)
    return found


def ends(merged: Mapping[str, str]) -> dict[str, str]:
    """Where the thread of each question that is put to another ends."""
    found: dict[str, str] = {}
    for question in merged:
        goal, seen = merged[question], {question}
        while goal in merged and goal not in seen:
            seen.add(goal)
            goal = merged[goal]
        found[question] = goal
    return found
