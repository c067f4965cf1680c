"""Who answers a survey, and who opens material: registrants, for the engagement store."""

import hashlib
import hmac
from collections.abc import Sequence
from uuid import uuid4

from engagement.surveys import Respondent
from scheduling.webinars.plans import Material
from signaling.seams import Fact


def respondent(keys: Sequence[str], org: str, meeting: str, registrant: str) -> Respondent:
    """Somebody who answers; ``keys`` are the server's, newest last.

    Without the keys nobody can find out from a voice whose it is.
    """
    said = f"lectern.survey.{meeting}.{registrant}".encode()
    voices = [hmac.new(key.encode(), said, hashlib.sha256).hexdigest() for key in keys]
    return Respondent(org, meeting, registrant, voices)


def opened(org: str, meeting: str, registrant: str, what: Material, now: int) -> Fact:
    """That somebody has opened a link of the material."""
    values = {"title": what.title, "link": what.link}
    return Fact(str(uuid4()), org, meeting, registrant, 0, "material.opened", now, values=values)
