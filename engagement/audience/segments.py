"""The audience in groups, none of them small enough to find somebody out in. Pure."""

from collections.abc import Sequence
from statistics import median

from engagement.audience.figures import FEWEST, SegmentLine, Segments
from engagement.audience.members import AudienceMember

BY = ("country", "specialty", "segment")


def segments(members: Sequence[AudienceMember]) -> tuple[Segments, ...]:
    """The audience by each property that somebody has."""
    return tuple(
        Segments(by, _lines(members, by))
        for by in BY
        if any(getattr(member, by) for member in members)
    )


def middle(values: Sequence[int]) -> int | None:
    """The median in whole numbers; None of nothing."""
    return int(median(values)) if values else None


def mean_score(members: Sequence[AudienceMember]) -> int | None:
    """The mean of the scores there are; None for fewer than ``FEWEST``."""
    scores = [member.score.total for member in members if member.score is not None]
    return round(sum(scores) / len(scores)) if len(scores) >= FEWEST else None


def _lines(members: Sequence[AudienceMember], by: str) -> tuple[SegmentLine, ...]:
    groups: dict[str, list[AudienceMember]] = {}
    for member in members:
        groups.setdefault(getattr(member, by), []).append(member)
    large = [(name, group) for name, group in groups.items() if len(group) >= FEWEST]
    small = [group for group in groups.values() if len(group) < FEWEST]
    large.sort(key=lambda item: (-len(item[1]), item[0]))
    lines = [_line(name, 0, group) for name, group in large]
    if small:
        rest = [member for group in small for member in group]
        lines.append(_line("", len(small), rest))
    return tuple(lines)


def _line(name: str, folded: int, members: Sequence[AudienceMember]) -> SegmentLine:
    live = [member.live_ms for member in members if member.attended.live]
    return SegmentLine(
        name=name,
        folded=folded,
        registered=len(members),
        live=len(live),
        median_ms=middle(live) if len(live) >= FEWEST else None,
        mean_score=mean_score(members),
    )
