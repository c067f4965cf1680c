"""What makes a plan usable. Pure: ``now`` comes in, in UTC milliseconds.

``checked`` returns the plan with clean values, or raises the ``BadValue`` that names the field.
"""

from dataclasses import replace

from email_validator import EmailNotValidError, validate_email

from scheduling.errors import BadDecks, BadLength, BadPeople, BadTime, BadTitle, BadZone
from scheduling.moments import utc_of, zone_of
from scheduling.plans import Meeting, Person, Plan
from scheduling.texts import note_of, one_line
from scheduling.words import DEFAULT, LANGUAGES

MIN_MINUTES = 5
MAX_MINUTES = 480
MAX_PEOPLE = 50
MAX_DECKS = 20
MAX_TITLE = 200
MAX_NAME = 200

LATE_MS = 15 * 60_000
"""A talk that is arranged on the telephone starts "now", and the form takes a while to fill."""
FAR_MS = 3 * 366 * 86_400_000
"""Further ahead a typing error is more likely than a plan, and zone rules are guesses."""


def checked(plan: Plan, now: int, *, kept: Meeting | None = None) -> tuple[Plan, int]:
    """The plan with clean values, and its start in UTC; raises ``BadValue``.

    ``kept`` is the meeting that the plan changes: its own time may stay though it is past.
    """
    if not MIN_MINUTES <= plan.minutes <= MAX_MINUTES:
        raise BadLength("bad-length", f"Choose {MIN_MINUTES} to {MAX_MINUTES} minutes.")
    zone_of(plan.zone)
    clean = replace(
        plan,
        title=title_of(plan.title),
        note=note_of(plan.note),
        people=_people(plan),
        decks=_decks(plan.decks),
    )
    starts = utc_of(plan.wall, plan.zone, later=plan.later)
    if kept is None or starts != kept.starts:
        check_start(starts, now)
    return clean, starts


def check_start(starts: int, now: int) -> None:
    """Raise ``BadTime`` for a start that is past, or too far ahead to be meant."""
    if starts < now - LATE_MS:
        raise BadTime("time-past", "This time is past. Choose one that is still to come.")
    if starts > now + FAR_MS:
        raise BadTime("time-far", "This is more than three years ahead. Is the year right?")


def title_of(text: str) -> str:
    """A title on one line; raises ``BadTitle``."""
    title = one_line(text)
    if not 1 <= len(title) <= MAX_TITLE:
        raise BadTitle("bad-title", f"Give the meeting a title of up to {MAX_TITLE} characters.")
    return title


def _decks(versions: tuple[str, ...]) -> tuple[str, ...]:
    if len(versions) > MAX_DECKS:
        raise BadDecks("too-many-decks", f"Choose at most {MAX_DECKS} decks.")
    if len(set(versions)) < len(versions):
        raise BadDecks("same-deck", "A deck is chosen twice.")
    return versions


def _people(plan: Plan) -> tuple[Person, ...]:
    if not plan.people:
        raise BadPeople("no-people", "Choose whom to invite.")
    if len(plan.people) > MAX_PEOPLE:
        raise BadPeople("too-many-people", f"A meeting takes up to {MAX_PEOPLE} people.")
    people = tuple(_person(person, plan.zone) for person in plan.people)
    for seen in ([p.hcp for p in people], [p.email.casefold() for p in people if p.email]):
        if len(set(seen)) < len(seen):
            raise BadPeople("same-person", "Somebody is invited twice, or two share an address.")
    return people


def _person(person: Person, zone: str) -> Person:
    name = one_line(person.name)
    if not 1 <= len(name) <= MAX_NAME or not person.hcp:
        raise BadPeople("bad-person", "Somebody has no name.")
    email = _email(person.email.strip(), name)
    return Person(person.hcp, name, email, _language(person.language), _zone(person.zone, zone))


def _email(text: str, name: str) -> str:
    if not text:
        return ""
    try:
        # An address is not asked for over the network: the mail will tell.
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise BadPeople("bad-person", f"{name} has no usable e-mail address.") from error
    return found.normalized


def _language(tag: str) -> str:
    base = tag.replace("_", "-").partition("-")[0].casefold()
    return base if base in LANGUAGES else DEFAULT


def _zone(own: str, meeting: str) -> str:
    try:
        zone_of(own)
    except BadZone:
        return meeting
    return own
