"""The logo of a webinar's plan, for the mails about it.

Rule: a mail without its logo is better than no mail: whatever is missing, the letter goes.
"""

import structlog

from decks.album import Album, MailPicture
from decks.errors import DeckError
from scheduling.errors import NotFound
from scheduling.logos import Logo, shown_size
from scheduling.mails import Facts
from scheduling.webinars import Webinars

MOST_KEPT = 64

logger = structlog.get_logger("logos")


class MailLogos:
    """Makes each logo's file once, for as long as the server runs."""

    def __init__(self, webinars: Webinars, album: Album) -> None:
        self._webinars = webinars
        self._album = album
        self._made: dict[tuple[str, str], MailPicture | None] = {}

    async def __call__(self, org: str, facts: Facts) -> Logo | None:
        """The logo; None where the plan has none, or it cannot be had."""
        if not facts.webinar:
            return None
        try:
            brand = (await self._webinars.get(org, facts.meeting)).plan.branding
        except NotFound:
            return None
        made = await self._picture(org, brand.logo) if brand.logo else None
        if made is None:
            return None
        width, height = shown_size(made.width, made.height)
        return Logo(made.content, made.kind, width, height, brand.alt or facts.organisation)

    async def _picture(self, org: str, name: str) -> MailPicture | None:
        if (org, name) in self._made:
            return self._made[org, name]
        try:
            made = await self._album.for_mail(org, name)
        except (DeckError, OSError) as error:
            logger.warning("mails go without their logo", picture=name, reason=str(error))
            made = None
        if len(self._made) >= MOST_KEPT:
            self._made.pop(next(iter(self._made)))
        self._made[org, name] = made
        return made
