"""Facts of one mail, to be varied, and mails read as a mail program reads them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from scheduling.mails import Facts, MailKind
from tests.scheduling.cast import ALICE, BOB, PLAN, STARTS

LINK = "https://lectern.example/j/id.signature.secret"

FACTS = Facts(
    kind=MailKind.INVITE,
    meeting="meeting-1",
    sequence=0,
    title=PLAN.title,
    note="",
    host_name=ALICE.name,
    host_email=ALICE.email,
    organisation=ALICE.organisation,
    wall=PLAN.wall,
    zone=PLAN.zone,
    later=False,
    minutes=PLAN.minutes,
    starts=STARTS,
    ends=STARTS + PLAN.minutes * 60_000,
    created=1_790_000_000_000,
    changed=1_790_000_000_000,
    invitee="invitee-bob",
    name=BOB.name,
    email=BOB.email,
    language=BOB.language,
    invitee_zone=BOB.zone,
)


def parse(wire: bytes) -> EmailMessage:
    """The mail that these bytes are."""
    message = message_from_bytes(wire, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    """The one part of this content type, decoded."""
    [found] = [each for each in message.walk() if each.get_content_type() == kind]
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def text_of(message: EmailMessage) -> str:
    """What is read where HTML is not."""
    return part(message, "text/plain")
