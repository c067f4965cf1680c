"""From what came over the wire to a message, or to Refused. What is behind it needs no checking."""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec

from signaling.errors import Refused
from signaling.messages.hosting import Show
from signaling.messages.shapes import DEEPEST, MOST_STATE, Message

M = TypeVar("M", bound=Message)


def parse(kind: type[M], payload: object) -> M:
    """The payload as a message. Raises Refused (bad-message)."""
    try:
        message = msgspec.convert(payload, kind)
    except msgspec.ValidationError as error:
        raise Refused("bad-message", f"{kind.__name__}: {error}") from None
    if not _is_plain(payload, DEEPEST + 2):
        raise Refused("bad-message", f"{kind.__name__}: a text or number nobody can store")
    if isinstance(message, Show) and len(str(message.state)) > MOST_STATE:
        raise Refused("bad-message", "Show: the slide's state is too large")
    return message


def decode(kind: type[M], body: bytes) -> M:
    """The body of an HTTP request as a message. Raises Refused (bad-message)."""
    try:
        return parse(kind, msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused("bad-message", f"{kind.__name__}: not JSON") from None


def _is_plain(value: object, depth: int) -> bool:
    """No broken texts, no NUL (PostgreSQL keeps none), no endless numbers, not too deep."""
    if isinstance(value, str):
        return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return depth > 0 and all(
            _is_plain(k, 1) and _is_plain(v, depth - 1) for k, v in value.items()
        )
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    if isinstance(value, int):
        return abs(value) <= 2**63 - 1
    return not isinstance(value, float) or math.isfinite(value)
