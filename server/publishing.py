"""Approving and withdrawing a deck version: one act in three places.

The workflow decides whether it may be done, the engagement store learns what may be shown, and the
audit trail keeps who did it. Pages and commands come through here.
"""

from accounts import Staff
from decks.model import Version
from decks.workflow import Validity
from engagement.audit import Entry
from engagement.content import SlideInfo, VersionInfo
from server.services import Services


async def approve(
    parts: Services, org: str, version: str, approver: Staff, validity: Validity, market: str = ""
) -> Version:
    """A version in review may be shown while ``validity`` lasts; raises ``DeckError``."""
    approved = await parts.decks.review.approve(org, version, approver.id, validity, market)
    await register(parts, org, approved)
    after = {"from": validity.start, "until": validity.until, "sha256": approved.sha256}
    entry = Entry(approver.id, "deck.approved", "deck_version", version, after=after)
    await parts.audit.record(org, entry, parts.clock())
    return approved


async def withdraw(parts: Services, org: str, version: str, by: Staff, reason: str) -> Version:
    """A version is never shown again, from the next slide change on; raises ``DeckError``."""
    withdrawn = await parts.decks.review.withdraw(org, version, reason)
    await register(parts, org, withdrawn)
    entry = Entry(by.id, "deck.withdrawn", "deck_version", version, why=reason)
    await parts.audit.record(org, entry, parts.clock())
    return withdrawn


async def register(parts: Services, org: str, version: Version) -> None:
    """Tell the engagement store what this version is, so that its rows can be read alone."""
    now = parts.clock()
    deck = await parts.decks.deck(org, version.deck)
    validity = version.validity
    info = VersionInfo(
        id=version.id,
        deck=version.deck,
        title=version.title,
        sha256=version.sha256,
        state=version.state(now).value,
        product=deck.product or None,
        market=version.market or None,
        approved_by=version.approver,
        approved_at=version.decided,
        valid_from=None if validity is None else validity.start,
        valid_until=None if validity is None else validity.until,
    )
    slides = [
        SlideInfo(
            number=slide.number,
            key=slide.key,
            title=slide.title,
            topic=slide.topic or None,
            key_message=slide.key_message or None,
            mandatory=slide.mandatory,
            steps=slide.steps,
        )
        for slide in version.slides
    ]
    await parts.content.register(org, info, slides, now)
