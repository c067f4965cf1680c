"""What the host had on stage, from when to when. Pure."""

from engagement.content import SlideId
from engagement.facts import Facts


class Stage:
    """What the host had on stage, from when to when."""

    def __init__(self, facts: Facts) -> None:
        shown = facts.kind("slide.shown")
        ended = facts.kind("meeting.ended")
        last = ended[-1].at if ended else _last_moment(facts)
        ends = [*(row.at for row in shown[1:]), last]
        self._turns = [
            ((row.version or "", row.slide or 0), row.at, max(row.at, end))
            for row, end in zip(shown, ends, strict=False)
        ]

    @property
    def slides(self) -> list[SlideId]:
        """Each slide once, in the order of its first turn."""
        return list(dict.fromkeys(slide for slide, _, _ in self._turns))

    def shown_ms(self, slide: SlideId) -> int:
        return sum(end - start for shown, start, end in self._turns if shown == slide)

    def at(self, moment: int) -> SlideId | None:
        """What was on stage at a moment."""
        begun = [slide for slide, start, _ in self._turns if start <= moment]
        return begun[-1] if begun else None


def _last_moment(facts: Facts) -> int:
    """Where a meeting stands that has not ended: now, or when the last person went."""
    return max((end for spans in facts.presence.of.values() for _, end in spans), default=0)
