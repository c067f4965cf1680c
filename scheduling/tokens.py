"""Signed claims: who a connection speaks for, without asking the database.

Rule 1: a token is bound to one purpose by its salt: a join cookie opens no socket, and the reverse.
Rule 2: a token says until when it holds; the clock is ours, so nothing else is needed to check it.
Rule 3: what may change meanwhile (a ban, a cancelled meeting, a revoked link) is not in a token:
``Meetings.check_entry`` asks the database.
Rule 4: keys come newest last; the last one signs, all of them check.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from itsdangerous import BadSignature, Signer

from scheduling.errors import BadToken, ExpiredToken

MAX_TOKEN = 2_000
"""Ours have about 400 characters; longer ones are not even looked at."""


class Purpose(StrEnum):
    """What a token is good for."""

    PARTICIPANT = "participant"
    """The API, Socket.IO, WHIP and WHEP of one meeting."""
    JOIN = "join"
    """The ``__Host-join`` cookie of an HCP's browser."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who may do what in which meeting, until when."""

    org: str
    meeting: str
    participant: str
    """The staff id of the host, the invitee id of an HCP."""
    role: str
    """host, presenter, panelist, moderator or attendee."""
    name: str
    hcp: str | None
    expires: int
    """UTC milliseconds."""
    admitted: bool = False
    """Issued by the administrator for a program: passes the lobby."""


class Tokens:
    """Signs and reads claims."""

    def __init__(self, keys: Sequence[str], *, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._signers = {
            purpose: Signer(
                list(keys),
                salt=f"lectern.{purpose}",
                key_derivation="hmac",
                digest_method=hashlib.sha256,
            )
            for purpose in Purpose
        }

    def issue(self, claim: Claim, purpose: Purpose = Purpose.PARTICIPANT) -> str:
        """The claim as a token that fits a URL, a header and a cookie."""
        payload = base64.urlsafe_b64encode(msgspec.json.encode(claim)).rstrip(b"=")
        return self._signers[purpose].sign(payload).decode("ascii")

    def read(self, token: str, purpose: Purpose = Purpose.PARTICIPANT) -> Claim:
        """The claim; raises ``BadToken`` or ``ExpiredToken``."""
        if len(token) > MAX_TOKEN:
            raise BadToken
        try:
            payload = self._signers[purpose].unsign(token.encode("ascii"))
            padded = payload + b"=" * (-len(payload) % 4)
            claim = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Claim)
        except (BadSignature, UnicodeEncodeError, binascii.Error, msgspec.MsgspecError) as error:
            raise BadToken from error
        if claim.expires <= self._clock():
            raise ExpiredToken
        return claim
