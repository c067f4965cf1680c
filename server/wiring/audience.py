"""The audience of a webinar, for pages, exports and mails."""

from engagement.audience import AudienceReport
from server.services import Services


async def audience_report(services: Services, org: str, webinar_id: str) -> AudienceReport:
    """What the store and the registrations say of a webinar now; raises ``NotFound``."""
    return await services.audience_reports.report(org, webinar_id)
