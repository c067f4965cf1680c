"""Every way in which signalling refuses, and the one function that turns it into an answer.

Refused             the code of whoever refused: a seam, or signalling itself
rooms.RoomError     not-allowed, not-in-room, not-found, no-such-slide, locked, banned,
                    room-ended, stage-full, screen-taken, too-many
anything else       server-error, and a line in the log
"""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)

CODES = {
    # of media and of HTTP alone
    "offer-malformed": "the body is not an SDP offer",
    "offer-too-large": "the offer has too many lines or bytes",
    "too-many-candidates": "the offer has too many candidates",
    "too-many-media": "the offer has too many media sections",
    "no-media": "the offer has no media that can be bundled with RTCP",
    "no-fingerprint": "the offer has no usable DTLS fingerprint",
    "no-common-codec": "the offer has no codec that we take, or that the stream has",
    "wrong-setup": "the offer does not let us be the passive end of DTLS",
    "not-whole": "the offer sends a medium that we would have to leave out",
    "fragment-malformed": "the body is not an SDP fragment, or restarts ICE without a password",
    "not-live": "nobody whom a plain player would see publishes yet; try again",
    "bad-method": "the address takes other methods, which Allow names",
    "no-such-stream": "nobody publishes that stream (any more)",
    "no-such-session": "that media session has ended or never was",
    "too-many-sessions": "the media server is full",
    "too-slow": "the body took too long to arrive",
    "stage-full": "as many people are on stage as there may be, and all of them are active",
    "screen-taken": "a host shares a screen, and only a host may take over",
    "changed-meanwhile": "the ETag is not the session's",
    "condition-needed": "If-Match is missing",
    "unsupported-type": "the body has another Content-Type",
    # of all
    "bad-message": "the message does not have the form that PROTOCOL.md gives it",
    "too-large": "the message is larger than the server takes",
    "too-many": "this comes faster, or more often, than the server takes it",
    "unauthorised": "no token or cookie, or one that we did not make",
    "expired": "the token, or the content's approval, has run out",
    "revoked": "the link was taken back",
    "cancelled": "the meeting was cancelled",
    "banned": "the host removed this person for good",
    "no-seat": "the registration for this webinar has no seat (yet)",
    "locked": "the host let nobody else in",
    "room-ended": "the meeting is over",
    "not-in-room": "the person waits, is held, has gone, or never came",
    "not-allowed": "the role, or the person acted upon, does not permit it",
    "not-found": "no such meeting, participant, question or stream",
    "no-such-slide": "the meeting's decks do not hold this place",
    "not-approved": "the content is not approved",
    "not-yet-valid": "the content's approval has not begun",
    "withdrawn": "the content was withdrawn",
    "unavailable": "the server cannot keep this now; try again later",
    "server-error": "our fault; it is in the log",
}
"""Every code that goes over the wire, and what it means."""


class Refused(Exception):
    """Signalling, or whoever stands behind a seam, says no."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def describe(error: Exception) -> tuple[str, str]:
    """The code and the sentence of an error, as the browser is told them."""
    code = getattr(error, "code", None)
    if isinstance(code, str) and code in CODES:
        return code, str(error)
    logger.error("unexpected error", exc_info=error)
    return "server-error", "Something went wrong on our side. Nothing was changed."


def answer(error: Exception) -> dict[str, dict[str, str]]:
    """The acknowledgement that tells of an error."""
    code, sentence = describe(error)
    return {"error": {"code": code, "message": sentence}}
