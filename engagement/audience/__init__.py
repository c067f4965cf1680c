"""The audience of a webinar: who came, what they did, and what the morning's report says of it.

``members`` and ``figures`` are values; ``attending``, ``scoring``, ``course``, ``talked``,
``segments`` and ``drawing`` make them, purely; ``gathered`` reads the store and ``kept`` writes
down what follows. Who signed up is told from above: registrations are no table of this store.
"""

from engagement.audience.figures import (
    AgendaLine,
    AudienceReport,
    Band,
    Choice,
    Compared,
    Link,
    Minute,
    Notice,
    PollLine,
    QuestionLine,
    ReactionLine,
    SegmentLine,
    Segments,
    Totals,
)
from engagement.audience.members import (
    Attended,
    AudienceMember,
    Guest,
    Occasion,
    PlannedItem,
    Score,
    ScorePart,
)
from engagement.audience.scoring import Weights

__all__ = [
    "AgendaLine",
    "Attended",
    "AudienceMember",
    "AudienceReport",
    "Band",
    "Choice",
    "Compared",
    "Guest",
    "Link",
    "Minute",
    "Notice",
    "Occasion",
    "PlannedItem",
    "PollLine",
    "QuestionLine",
    "ReactionLine",
    "Score",
    "ScorePart",
    "SegmentLine",
    "Segments",
    "Totals",
    "Weights",
]
