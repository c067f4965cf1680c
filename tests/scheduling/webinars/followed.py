"""A follow-up as planned, and what became of its mails."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from scheduling import MailState
from scheduling.webinars import FollowUps, Registrant, Webinar
from scheduling.webinars.followreview import Review
from scheduling.webinars.followrules import Condition, Draft, FollowUp, Rule, Text
from scheduling.webinars.followups import Person
from tests.scheduling.cast import ORG

DRAFT = Draft(
    Condition(Rule.ATTENDED),
    {
        "en": Text("Thank you, {name}", "You saw “{title}” on {day}.\n\nYours, {host}"),
        "de": Text("Danke, {name}", "Sie sahen „{title}“ am {day}."),
    },
)

MARA = Person("mara", "Mara Lind", "mara@meridian.example", "Europe/Berlin")


def seen(webinar: Webinar, found: FollowUp, *people: Registrant) -> Review:
    """What somebody has looked at who saw these people."""
    return Review.of(webinar, found.draft, people)


async def fates(follow_ups: FollowUps, found: FollowUp) -> dict[MailState, int]:
    return (await follow_ups.fates(ORG, found.webinar)).get(found.id, {})


def written(folder: Path) -> list[EmailMessage]:
    """Follow-ups in the outbox folder."""
    found = [
        message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]
    return [each for each in found if "List-Unsubscribe" in each]
