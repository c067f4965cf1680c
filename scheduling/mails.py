"""Mail that waits to be sent: rows that a meeting's own transaction writes.

Rule 1: a mail is queued in the transaction of the change it tells of: no change without its mail,
no mail without its change.
Rule 2: one mail per (invitee, kind, topic, sequence), by a unique key.
Rule 3: who has no address gets no mail; the host passes the link on.
Rule 4: a row holds facts, never a link: the text is made when the mail is delivered.
Rule 5: a reminder is a row whose ``due`` lies in the future; it waits there over any restart.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlalchemy import RowMapping, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.plans import Invitee, Meeting, MeetingKind
from scheduling.tables import mail
from scheduling.texts import fold

TEST = "test-"
"""Before the topic of a mail that somebody of the staff sends to themselves to look at it."""


class MailKind(StrEnum):
    """What a mail tells the invitee."""

    INVITE = "invite"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    LINK = "link"
    """A new link takes the place of the old one; in webinars: the same link once more."""
    RECEIVED = "received"
    """The registration for a webinar waits for a decision."""
    CONFIRM = "confirm"
    """A seat in a webinar is theirs."""
    WAITING = "waiting"
    """They are on the waiting list."""
    DENY = "deny"
    """The registration was refused."""
    REMIND = "remind"
    """The webinar comes; the topic says how many minutes before it."""
    FOLLOW_UP = "follow-up"
    """After a webinar; the topic says to which group of people."""


class MailState(StrEnum):
    """queued → sending → delivered; see ``outbox`` for the ways out."""

    QUEUED = "queued"
    SENDING = "sending"
    """The text is on its way to the mail server, which has not answered yet."""
    DELIVERED = "delivered"
    SKIPPED = "skipped"
    """Not worth sending any more: a later one says more, or the meeting is over."""
    DOUBTFUL = "doubtful"
    """The connection or we went away at the one moment where nobody knows whether it arrived."""
    DEAD = "dead"
    """Refused for good, or tried too often."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text of a mail and its calendar entry are made of, as it was when queued."""

    kind: MailKind
    meeting: str
    sequence: int
    title: str
    note: str
    host_name: str
    host_email: str
    organisation: str
    wall: str
    zone: str
    later: bool
    minutes: int
    starts: int
    ends: int
    created: int
    """When the meeting was planned."""
    changed: int
    """When this change was made."""
    invitee: str
    name: str
    email: str
    language: str
    invitee_zone: str
    before: int | None = None
    """The start that no longer holds, if it moved."""
    reason: str = ""
    """Why it was cancelled, or a registration refused, if somebody said."""
    webinar: bool = False
    topic: str = ""
    words: str = ""
    """The organiser's own words for this mail, instead of the host's note."""
    subject: str = ""
    """The organiser's own subject."""
    confirm_by: int | None = None
    """When the registration is deleted unless the reader confirms it."""
    role: str = "attendee"
    """What the reader is in the room; anything else is the crew of a webinar."""

    @property
    def crew(self) -> bool:
        """Whether the reader makes the webinar, and has no seat in it."""
        return self.webinar and self.role != "attendee"

    @property
    def optional(self) -> bool:
        """Whether the reader may opt out of more of the kind."""
        return self.kind is MailKind.FOLLOW_UP and not self.topic.startswith(TEST)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its fate."""

    id: str
    org: str
    kind: MailKind
    sequence: int
    state: MailState
    due: int
    attempts: int
    created: int
    changed: int
    trouble: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class About:
    """What a mail needs besides the meeting and the person."""

    topic: str = ""
    words: str = ""
    reason: str = ""
    subject: str = ""
    due: int | None = None
    """When it may go; None: at once."""
    confirm_by: int | None = None
    """See ``Facts``."""


async def queue(
    connection: AsyncConnection,
    meeting: Meeting,
    person: Invitee,
    kind: MailKind,
    now: int,
    *,
    before: int | None = None,
    about: About | None = None,
) -> None:
    """Queue a mail about ``meeting`` as it is after the change, in the caller's transaction."""
    if not person.email:
        return
    about = about or About()
    facts = _facts(meeting, person, kind, now, before, about)
    await connection.execute(
        insert(mail).values(
            id=secrets.token_urlsafe(16),
            org=meeting.org,
            meeting=meeting.id,
            invitee=person.id,
            kind=kind,
            topic=about.topic,
            sequence=meeting.sequence,
            state=MailState.QUEUED,
            due=now if about.due is None else about.due,
            attempts=0,
            created=now,
            changed=now,
            trouble="",
            facts=msgspec.json.encode(facts).decode(),
            folded=fold(f"{meeting.title} {person.name} {person.email}"),
        )
    )


def mail_of(row: RowMapping) -> Mail:
    """The mail in a row of the table."""
    return Mail(
        id=row["id"],
        org=row["org"],
        kind=MailKind(row["kind"]),
        sequence=row["sequence"],
        state=MailState(row["state"]),
        due=row["due"],
        attempts=row["attempts"],
        created=row["created"],
        changed=row["changed"],
        trouble=row["trouble"],
        facts=msgspec.json.decode(row["facts"], type=Facts),
    )


def _facts(
    meeting: Meeting,
    person: Invitee,
    kind: MailKind,
    now: int,
    before: int | None,
    about: About,
) -> Facts:
    return Facts(
        kind=kind,
        meeting=meeting.id,
        sequence=meeting.sequence,
        title=meeting.title,
        note=meeting.note,
        host_name=meeting.host.name,
        host_email=meeting.host.email,
        organisation=meeting.host.organisation,
        wall=meeting.wall,
        zone=meeting.zone,
        later=meeting.later,
        minutes=meeting.minutes,
        starts=meeting.starts,
        ends=meeting.ends,
        created=meeting.created,
        changed=now,
        invitee=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        invitee_zone=person.zone,
        before=before,
        reason=about.reason or meeting.reason,
        webinar=meeting.kind is MeetingKind.WEBINAR,
        topic=about.topic,
        words=about.words,
        subject=about.subject,
        confirm_by=about.confirm_by,
        role=person.role,
    )
