"""Who answers a survey, and who opens material: registrants, for the engagement store."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from engagement.surveys import Respondent
from engagement.surveywaiting import Broken
from scheduling.webinars.plans import Material
from signaling.seams import Fact


def respondent(keys: Sequence[str], org: str, meeting: str, registrant: str) -> Respondent:
    """Somebody who answers; ``keys`` are the server's, newest last.

    Without the keys nobody can find out from a voice whose it is.
    """
    said = f"lectern.survey.{meeting}.{registrant}".encode()
    voices = [hmac.new(key.encode(), said, hashlib.sha256).hexdigest() for key in keys]
    return Respondent(org, meeting, registrant, voices, Sealed(keys, org, meeting))


class Sealed:
    """``engagement.surveywaiting.Seal`` of one webinar by the server's keys, newest last."""

    def __init__(self, keys: Sequence[str], org: str, meeting: str) -> None:
        self._keys = keys
        self._about = f"lectern.sealed.{org}.{meeting}".encode()

    def close(self, plain: bytes) -> str:
        """Sealed by the newest key; when that was is not in it."""
        return self._box().encrypt_at_time(plain, 0).decode()

    def open(self, sealed: str) -> bytes:
        """What any of the keys has sealed; raises ``Broken``."""
        try:
            return self._box().decrypt(sealed.encode())
        except InvalidToken as error:
            raise Broken from error

    def _box(self) -> MultiFernet:
        made = (hmac.new(key.encode(), self._about, hashlib.sha256) for key in reversed(self._keys))
        return MultiFernet([Fernet(base64.urlsafe_b64encode(each.digest())) for each in made])


def opened(org: str, meeting: str, registrant: str, what: Material, now: int) -> Fact:
    """That somebody has opened a link of the material."""
    values = {"title": what.title, "link": what.link}
    return Fact(str(uuid4()), org, meeting, registrant, 0, "material.opened", now, values=values)
