"""Simulcast in offers: the layers that a section names (RFC 8851, RFC 8853). No I/O.

Rule 1: a layer is used if it has a rid that it may send and a place in `a=simulcast`; of several
alternatives for one place, the first.

Rule 2: at most `MOST_LAYERS` are used, the first ones. What is malformed names no layer.
"""

from collections.abc import Iterable

MOST_LAYERS = 3
"""Each costs the presenter's uplink, and two sources of the session's bound."""

LONGEST_RID = 16
"""What a header extension of the one-byte form holds."""


def layers_to_send(lines: Iterable[str]) -> tuple[str, ...]:
    """The rids that a section wants to send, in its order; none unless there are several."""
    declared: set[str] = set()
    places: list[str] = []
    for line in lines:
        if line.startswith("a=rid:"):
            rid, _, rest = line[6:].strip().partition(" ")
            if rest.split(" ")[0] == "send" and _is_rid(rid):
                declared.add(rid)
        elif line.startswith("a=simulcast:") and not places:
            places = _places(line[12:].split())
    used = list(dict.fromkeys(each for each in places if each in declared))[:MOST_LAYERS]
    return tuple(used) if len(used) > 1 else ()


def layers_of_sections(text: str) -> list[tuple[str, ...]]:
    """The same for each m-line of an offer."""
    sections: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("m="):
            sections.append([])
        elif sections:
            sections[-1].append(line)
    return [layers_to_send(lines) for lines in sections]


def _places(words: list[str]) -> list[str]:
    """The first alternative of each place in the part that is sent."""
    for direction, places in zip(words[::2], words[1::2], strict=False):
        if direction == "send":
            # A tilde says that the layer begins paused; it may go on at any time.
            return [place.split(",")[0].removeprefix("~") for place in places.split(";")]
    return []


def _is_rid(text: str) -> bool:
    return 0 < len(text) <= LONGEST_RID and text.isascii() and text.isalnum()


def answer_lines(layers: Iterable[str]) -> list[str]:
    """What an answer says about the layers that it takes."""
    taken = list(layers)
    if not taken:
        return []
    return [*(f"a=rid:{rid} recv" for rid in taken), f"a=simulcast:recv {';'.join(taken)}"]
