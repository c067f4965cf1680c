"""Whether anybody can sign up now, and as what they come. No I/O."""

from scheduling.plans import MeetingState
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.plans import Webinar


def source_of(webinar: Webinar, source: str) -> str:
    """Whoever fills the form in while the webinar runs walks in."""
    walks_in = source == "form" and webinar.meeting.state is MeetingState.LIVE
    return "walk-in" if walks_in else source


def must_be_open(webinar: Webinar, source: str) -> None:
    """Raise ``RegistrationClosed`` when nobody can sign up (this way) now."""
    plan, state = webinar.plan, webinar.meeting.state
    if state is MeetingState.CANCELLED:
        raise RegistrationClosed("cancelled", "This webinar was cancelled.")
    if state is MeetingState.ENDED:
        raise RegistrationClosed("over", "This webinar is over.")
    if webinar.published is None:
        raise RegistrationClosed("draft", "This webinar is not open for registration yet.")
    if state is MeetingState.LIVE and not plan.walk_ins:
        raise RegistrationClosed("no-walk-ins", "This webinar has begun.")
    if source == "form" and not plan.public:
        raise RegistrationClosed("invited-only", "This webinar is by invitation only.")
