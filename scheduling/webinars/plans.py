"""Values of webinars: what a form sends, what the store returns. Times are UTC milliseconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from scheduling.plans import Meeting
from scheduling.webinars.consenttexts import ConsentText
from scheduling.webinars.looks import Branding, Hold

CrewRole = Literal["host", "presenter", "panelist", "moderator"]
REMINDERS = (1440, 60, 10)
"""Minutes before the start at which registrants are reminded, unless the plan says otherwise."""


class ApprovalMode(StrEnum):
    """Who decides about a registration."""

    ALL = "all"
    """Everybody is in at once."""
    RULE = "rule"
    """Who fits the rule is in at once; the others wait for a person."""
    HAND = "hand"
    """A person decides about each."""


class RegistrantState(StrEnum):
    """pending → approved, waiting or denied; approved and waiting → cancelled; see `seats`."""

    PENDING = "pending"
    """Waits for somebody's decision."""
    APPROVED = "approved"
    """Has a seat."""
    WAITING = "waiting"
    """Would have a seat if there were one."""
    DENIED = "denied"
    CANCELLED = "cancelled"
    """Gave the seat back."""


class Attend(StrEnum):
    """How a registrant means to take part."""

    LIVE = "live"
    ON_DEMAND = "on_demand"
    """Cannot come, and wants the recording."""


class Match(StrEnum):
    """Whether a registrant is known to the directory."""

    NONE = "none"
    SURE = "sure"
    """Found by rule."""
    OPEN = "open"
    """There are candidates: somebody must look."""
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    """Somebody looked: it is none of them."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is announced on the page; that somebody speaks is a matter of the crew."""

    name: str
    title: str = ""
    """Position and workplace, on one line."""
    words: str = ""
    """A sentence or two about the person."""
    picture: str = ""
    """Name of an uploaded picture; empty: initials are shown."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A part of the webinar, in the order of the show; also a line of the run sheet."""

    minutes: int
    title: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question that the registration form asks besides the usual ones."""

    key: str
    label: str
    kind: Literal["text", "choice", "many", "yes"] = "text"
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A question of the survey afterwards."""

    key: str
    label: str
    kind: Literal["scale", "nps", "choice", "text"] = "scale"
    """1 to 5, 0 to 10 (would you recommend it), one of ``options``, free text."""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A link that the audience gets when the webinar is over."""

    title: str
    link: str

    @property
    def site(self) -> str:
        """Where the link leads, to be shown beside the title."""
        return urlsplit(self.link).hostname or ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who is let in without being looked at. Of each list that is not empty one must fit."""

    mode: ApprovalMode = ApprovalMode.ALL
    domains: tuple[str, ...] = ()
    """Of the mail address; "hospital.example" takes "mail.hospital.example" too."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    specialties: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    """Of the HCP in the directory whom the registrant surely is."""


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """Who gets a certificate of attendance, and what it certifies besides."""

    unit: Literal["none", "minutes", "percent"] = "none"
    """What ``least`` counts; ``none``: there are no certificates."""
    least: int = 0
    """Minutes of the live show, or the share of it in percent, that one must have been there."""
    credit: str = ""
    """The words of the body that accredits the webinar, with its points and number."""


@dataclass(frozen=True, slots=True)
class WebinarPlan:
    """A webinar as somebody wants it."""

    title: str
    wall: str
    """The wall time in ``zone``, as 2026-03-26T14:30."""
    zone: str
    minutes: int
    later: bool = False
    """Of a wall time that comes twice in autumn, the second."""
    description: str = ""
    languages: tuple[str, ...] = ("en",)
    """What the page speaks, the main one first."""
    agenda: tuple[AgendaItem, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    fields: tuple[Field, ...] = ()
    branding: Branding = Branding()
    hold: Hold = Hold()
    approval: Approval = Approval()
    capacity: int = 500
    waiting_list: bool = True
    public: bool = True
    """Whether anybody may sign up; else only who is invited by list."""
    walk_ins: bool = True
    """Whether somebody may sign up while it runs."""
    names_shown: bool = False
    """Whether the audience sees the names of other attendees."""
    anonymous: bool = True
    """Whether questions may be asked without one's name."""
    moderated: bool = False
    """Whether the audience sees questions only when a host has let them through. The form proposes
    it; webinars that were planned before there was the choice stay as they were."""
    handouts: tuple[str, ...] = ()
    """Which of the decks the hosts may give away as a PDF."""
    certificate: CertificateRule = CertificateRule()
    embed: tuple[str, ...] = ()
    """Origins of pages that may frame the registration form."""
    reminders: tuple[int, ...] = REMINDERS
    """Minutes before the start."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Own words for mails by kind: confirm, remind, deny, waiting."""
    consents: tuple[ConsentText, ...] = ()
    """What registrants are asked to agree to, by country and language."""
    series: str = ""
    """Webinars of one name are compared with each other."""
    decks: tuple[str, ...] = ()
    survey: tuple[SurveyQuestion, ...] = ()
    material: tuple[Material, ...] = ()

    @property
    def pictures(self) -> frozenset[str]:
        """Names of the pictures that the page shows."""
        names = {self.branding.logo, *(each.picture for each in self.speakers)}
        return frozenset(names - {""})

    @property
    def files(self) -> frozenset[str]:
        """Names of all that was uploaded for it: pictures and music."""
        return (self.pictures | {self.hold.picture, self.hold.music}) - {""}


@dataclass(frozen=True, slots=True)
class Webinar:
    """A webinar as planned and as it went: its meeting, and what only webinars have."""

    meeting: Meeting
    slug: str
    """The last part of the page's address."""
    plan: WebinarPlan
    published: int | None
    """When the page went public; None while it is a draft."""
    taken: int
    """Seats that are taken."""

    @property
    def id(self) -> str:
        return self.meeting.id

    @property
    def free(self) -> int:
        """Seats that are left."""
        return max(0, self.plan.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody fills in."""

    name: str
    email: str
    language: str = ""
    zone: str = ""
    country: str = ""
    specialty: str = ""
    workplace: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    """By the field's key; several choices are joined by line breaks."""


@dataclass(frozen=True, slots=True)
class Registrant:
    """Somebody who signed up; the id is also the participant's in the room."""

    id: str
    webinar: str
    name: str
    email: str
    language: str
    zone: str
    country: str
    specialty: str
    workplace: str
    answers: Mapping[str, str]
    state: RegistrantState
    attend: Attend
    source: str
    """form, import or walk-in."""
    registered: int
    decided: int | None
    decided_by: str
    """The member of staff; empty: by rule."""
    reason: str
    """What a denied person was told."""
    match: Match
    hcp: str
    """Of the directory; empty while it is not known."""
    expires: int | None = None
    """When the registration is deleted unless it is confirmed; None: it stays."""


@dataclass(frozen=True, slots=True)
class CrewMember:
    """Who stands on stage or behind it."""

    id: str
    """Of the staff, or of the invitee for somebody from outside; the participant's in the room."""
    name: str
    email: str
    role: CrewRole
    staff: bool
