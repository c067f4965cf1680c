"""What somebody from outside is on a webinar's crew for, as mails and pages say it to them."""

from collections.abc import Mapping
from types import MappingProxyType

from scheduling.words import N_

DUTIES: Mapping[str, str] = MappingProxyType(
    {
        "host": N_("You are a host: at your desk you go live, show slides and say who is in."),
        "presenter": N_("You are a presenter: at your desk you show the slides or your screen."),
        "panelist": N_("You are on the panel: on stage everybody sees and hears you."),
        "moderator": N_("You are a moderator: at your desk you tend questions, chat and polls."),
    }
)
"""Role in the room → one sentence, to be translated."""
