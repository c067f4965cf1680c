"""Deck versions and their slides, as they were when somebody looked at them."""

from sqlalchemy import ForeignKeyConstraint, Index, Table

from engagement.tables.columns import (
    flag,
    ident,
    key,
    key_number,
    line,
    metadata,
    ms,
    number,
    org,
)

content_version = Table(
    "content_version",
    metadata,
    org(),
    key("id", "id of the deck version"),
    ident("deck", "id of the deck that it is a version of"),
    line("title", "title of the deck"),
    ident("sha256", "SHA-256 of the content, hexadecimal: the proof of what was shown"),
    ident("state", "approval state when last registered: draft, in_review, approved …"),
    ident("product", "key of the product that it is about", optional=True),
    ident("market", "country or market that it was approved for", optional=True),
    ident("language", "ISO 639-1", optional=True),
    ident("approved_by", "id of the staff member who approved it", optional=True),
    ms("approved_at", "when it was approved", optional=True),
    ms("valid_from", "first moment at which it may be shown", optional=True),
    ms("valid_until", "first moment at which it may no longer be shown", optional=True),
    number("slides", "number of slides"),
    ms("registered_at", "when this store last heard of it"),
    Index(None, "org", "deck"),
    info={"doc": "One version of a deck, registered when it is approved or shown."},
)

content_slide = Table(
    "content_slide",
    metadata,
    org(),
    key("version", "`content_version.id`"),
    key_number("number", "place in the deck, from 0"),
    ident("key", "stable id of the slide within its deck, the same in each version"),
    line("title", "title of the slide"),
    line("topic", "`topic.key`, or the deck author's own word", optional=True),
    line("key_message", "the message that the slide is there for", optional=True),
    flag("mandatory", "must be shown in every talk"),
    number("steps", "number of builds, at least 1"),
    ForeignKeyConstraint(["version"], ["content_version.id"]),
    Index(None, "org", "key"),
    info={"doc": "One slide of a deck version."},
)
