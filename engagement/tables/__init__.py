"""The tables of the common engagement store (SQLAlchemy Core, no ORM).

Rules:

1. Every row belongs to one organisation: ``org`` is the first column, and every query names it.
2. Times are UTC milliseconds since 1970, durations are milliseconds.
3. Ids of other packages (meeting, participant, staff, deck) are plain strings without foreign keys:
   the store can live in a database of its own.
4. A column's ``doc`` is its documentation; ENGAGEMENT.md is rendered from it, and a test compares
   the two.
5. ``event``, ``consent``, ``adverse_event``, ``audit`` and ``delivery`` are append-only.
"""

from engagement.tables.audience import audience, score_part
from engagement.tables.capture import attendance, capture_session, event, interaction, slide_view
from engagement.tables.columns import metadata
from engagement.tables.content import content_slide, content_version
from engagement.tables.ledgers import adverse_event, audit, audit_head, consent, delivery, outcome
from engagement.tables.people import hcp, product, topic
from engagement.tables.surveys import survey_tally, survey_voice, survey_waiting

__all__ = [
    "adverse_event",
    "attendance",
    "audience",
    "audit",
    "audit_head",
    "capture_session",
    "consent",
    "content_slide",
    "content_version",
    "delivery",
    "event",
    "hcp",
    "interaction",
    "metadata",
    "outcome",
    "product",
    "score_part",
    "slide_view",
    "survey_tally",
    "survey_voice",
    "survey_waiting",
    "topic",
]
