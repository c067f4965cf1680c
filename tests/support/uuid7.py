"""UUIDv7, as browsers make them."""

import secrets


def uuid7(at: int) -> str:
    """A UUIDv7 of that millisecond."""
    value = (at & (1 << 48) - 1) << 80 | 7 << 76 | secrets.randbits(12) << 64
    text = f"{value | 2 << 62 | secrets.randbits(62):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
