"""What webinars refuse besides what all of scheduling does.

SchedulingError
├── BadValue
│   ├── BadField           bad-field            of the plan; ``field`` says which
│   └── BadRegistration    bad-registration     of the form that registrants fill in
└── RegistrationClosed     over, cancelled, draft, invited-only, full, no-walk-ins,
                           line-full, checks-full
"""

from scheduling.errors import BadValue, SchedulingError
from scheduling.words import fill


class BadField(BadValue):
    """A value of a webinar's plan cannot be used."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__("bad-field", sentence)
        self.field = field


class BadRegistration(BadValue):
    """A value of a registration cannot be used. The sentence is in the catalogues."""

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__("bad-registration", fill(sentence, values))
        self.field = field
        self.sentence = sentence
        self.values = values


class RegistrationClosed(SchedulingError):
    """Nobody can sign up (any more, or without an invitation)."""
