"""Webinars as planned: the public page, who signs up, who may come, and the crew.

A webinar is a meeting for many: it has a row among the meetings, so that rooms, links, mail and
reports treat it as one, and rows of its own here. Its people are registrants, not invitees that
the host chose; each has one link from the first moment, which says where the registration stands.

    plans          values: the webinar, its page, its rules, its registrants
    checks         a plan made clean, or the BadValue that names the field
    consenttexts   which texts who is asked to agree to (no I/O)
    looks          brand, and what the audience has while it waits; the same made clean (no I/O)
    contrast       whether text in a brand's colour can be read (no I/O)
    admission      whether anybody can sign up now (no I/O)
    approval       whether a registration is decided by rule (no I/O)
    matching       which known HCP a registrant may be (no I/O)
    tables         rows
    records        webinars between rows and values
    registrants    registrants between rows and values
    webinars       made, changed, published, called off
    seats          the two last seats and who gets them; the waiting list
    lines          how many may wait, and who has not confirmed in time
    moves          from state to state, each with its seat and its mail
    registrations  signing up
    decisions      approving, refusing, changing, cancelling
    lists          people whom the organiser signs up by a list, row by row
    crew           who stands on stage and behind it
    reminders      which mail is due when (no I/O), and queued
    followrules    follow-up mails as planned, and whom a rule means (no I/O)
    followups      follow-ups written, reviewed, sent once, stopped
    fieldkeys      under which keys answers to own questions are kept (no I/O)
    goodbyes       survey and material of a plan made clean, and a form of answers (no I/O)
"""

from scheduling.webinars.consenttexts import ConsentText
from scheduling.webinars.crew import Crew
from scheduling.webinars.followups import FollowUps
from scheduling.webinars.lists import Lists
from scheduling.webinars.looks import Branding, Hold
from scheduling.webinars.plans import (
    AgendaItem,
    Approval,
    ApprovalMode,
    CertificateRule,
    CrewMember,
    Field,
    Registrant,
    RegistrantState,
    Registration,
    Speaker,
    SurveyQuestion,
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.registrations import Registrations
from scheduling.webinars.webinars import Webinars

__all__ = [
    "AgendaItem",
    "Approval",
    "ApprovalMode",
    "Branding",
    "CertificateRule",
    "ConsentText",
    "Crew",
    "CrewMember",
    "Field",
    "FollowUps",
    "Lists",
    "Hold",
    "Registrant",
    "RegistrantState",
    "Registration",
    "Registrations",
    "Speaker",
    "SurveyQuestion",
    "Webinar",
    "WebinarPlan",
    "Webinars",
]
