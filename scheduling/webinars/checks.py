"""A webinar's plan and a registration made clean, or the ``BadValue`` that names the field."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from scheduling.checks import MAX_MINUTES, MIN_MINUTES, check_start, title_of
from scheduling.errors import BadLength, BadZone
from scheduling.moments import utc_of, zone_of
from scheduling.texts import note_of, one_line
from scheduling.webinars.consenttexts import clean_texts
from scheduling.webinars.errors import BadField, BadRegistration
from scheduling.webinars.goodbyes import material, survey
from scheduling.webinars.looks import MAX_LINE, branding, hold, line, picture
from scheduling.webinars.plans import (
    AgendaItem,
    Approval,
    CertificateRule,
    Field,
    Registration,
    Speaker,
    WebinarPlan,
)
from scheduling.words import DEFAULT, LANGUAGES, N_

MAX_CAPACITY = 10_000
MAX_SPEAKERS = 24
MAX_AGENDA = 60
MAX_FIELDS = 20
MAX_OPTIONS = 30
MAX_REMINDERS = 5
MAX_EMBED = 10
LONGEST_REMINDER = 14 * 1440
MAX_CREDIT = 400
MAX_CREDIT_LINES = 4
MAX_ANSWER = 1_000
AT_MOST = N_("Please write at most {most} characters.")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def checked(plan: WebinarPlan, now: int, kept: int | None = None) -> tuple[WebinarPlan, int]:
    """The plan with clean values, and its start in UTC; raises ``BadValue``.

    ``kept`` is the start that the webinar has: it may stay though it is past.
    """
    if not MIN_MINUTES <= plan.minutes <= MAX_MINUTES:
        raise BadLength("bad-length", f"Choose {MIN_MINUTES} to {MAX_MINUTES} minutes.")
    zone_of(plan.zone)
    if not 1 <= plan.capacity <= MAX_CAPACITY:
        raise BadField("capacity", f"Choose 1 to {MAX_CAPACITY:,} seats.")
    clean = replace(
        plan,
        title=title_of(plan.title),
        description=note_of(plan.description),
        languages=_languages(plan.languages),
        agenda=_agenda(plan.agenda),
        speakers=_speakers(plan.speakers),
        fields=_fields(plan.fields),
        branding=branding(plan.branding),
        hold=hold(plan.hold),
        approval=_approval(plan.approval),
        certificate=_certificate(plan.certificate, plan.minutes),
        embed=_embed(plan.embed),
        reminders=_reminders(plan.reminders),
        consents=clean_texts(plan.consents),
        texts={key: note_of(text) for key, text in plan.texts.items() if text.strip()},
        series=line("series", plan.series, 80),
        survey=survey(plan.survey),
        material=material(plan.material),
    )
    starts = utc_of(plan.wall, plan.zone, later=plan.later)
    if starts != kept:
        check_start(starts, now)
    return clean, starts


def _languages(wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = tuple(dict.fromkeys(each for each in wanted if each in LANGUAGES))
    return known or (DEFAULT,)


def _agenda(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
    if len(items) > MAX_AGENDA:
        raise BadField("agenda", f"An agenda has at most {MAX_AGENDA} lines.")
    return tuple(_agenda_item(each) for each in items if each.title.strip())


def _agenda_item(item: AgendaItem) -> AgendaItem:
    if not 0 <= item.minutes <= MAX_MINUTES:
        raise BadField("agenda", "A part of the agenda has an impossible length.")
    speaker = line("agenda", item.speaker)
    return AgendaItem(item.minutes, line("agenda", item.title), speaker)


def _speakers(people: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    if len(people) > MAX_SPEAKERS:
        raise BadField("speakers", f"Announce at most {MAX_SPEAKERS} speakers.")
    return tuple(
        replace(
            each,
            name=line("speakers", each.name),
            title=line("speakers", each.title),
            words=note_of(each.words),
            picture=picture("speakers", each.picture),
        )
        for each in people
        if each.name.strip()
    )


def _fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    if len(fields) > MAX_FIELDS:
        raise BadField("fields", f"Ask at most {MAX_FIELDS} questions of your own.")
    clean = tuple(map(_field, fields))
    if len({each.key for each in clean}) < len(clean):
        raise BadField("fields", "Two questions are the same.")
    return clean


def _field(field: Field) -> Field:
    label = line("fields", field.label)
    if not label or not _KEY.fullmatch(field.key):
        raise BadField("fields", "A question needs words, and a key of small letters.")
    options = tuple(dict.fromkeys(line("fields", each) for each in field.options if each.strip()))
    chooses = field.kind in ("choice", "many")
    if chooses and not 2 <= len(options) <= MAX_OPTIONS:
        raise BadField("fields", f"“{label}” needs 2 to {MAX_OPTIONS} answers to choose from.")
    return replace(field, label=label, options=options if chooses else ())


def _approval(rule: Approval) -> Approval:
    return replace(
        rule,
        domains=tuple(each.strip().lower().lstrip("@") for each in rule.domains if each.strip()),
        countries=tuple(each.strip().upper() for each in rule.countries if each.strip()),
        specialties=tuple(line("approval", each) for each in rule.specialties if each.strip()),
        segments=tuple(line("approval", each) for each in rule.segments if each.strip()),
    )


def _certificate(rule: CertificateRule, minutes: int) -> CertificateRule:
    """Nobody can have been there longer than it lasts."""
    if rule.unit == "none":
        return CertificateRule()
    most = minutes if rule.unit == "minutes" else 100
    if not 1 <= rule.least <= most:
        raise BadField("certificate_least", f"Choose 1 to {most} {rule.unit}.")
    credit = note_of(rule.credit)
    if len(credit) > MAX_CREDIT or credit.count("\n") >= MAX_CREDIT_LINES:
        raise BadField(
            "credit", f"Write at most {MAX_CREDIT} characters on {MAX_CREDIT_LINES} lines."
        )
    return CertificateRule(rule.unit, rule.least, credit)


def _embed(origins: tuple[str, ...]) -> tuple[str, ...]:
    """Origins only: what stands in a header must not carry anything else."""
    if len(origins) > MAX_EMBED:
        raise BadField("embed", f"Name at most {MAX_EMBED} sites.")
    return tuple(dict.fromkeys(_origin(each.strip()) for each in origins if each.strip()))


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise BadField("embed", f"{text} is no site.") from error
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    named = re.fullmatch(r"[a-z0-9.-]+", host) is not None
    if not named or parts.path.strip("/") or parts.scheme not in ("https", "http"):
        raise BadField("embed", f"{text} is no site such as https://www.example.org.")
    if parts.scheme == "http" and not local:
        raise BadField("embed", f"{text} must be https.")
    return f"{parts.scheme}://{host}{port}"


def _reminders(minutes: tuple[int, ...]) -> tuple[int, ...]:
    clean = tuple(sorted(set(minutes), reverse=True))
    if len(clean) > MAX_REMINDERS or any(not 5 <= each <= LONGEST_REMINDER for each in clean):
        raise BadField("reminders", "Remind at most five times, 5 minutes to two weeks ahead.")
    return clean


# -- registrations -----------------------------------------------------------------------------


def registration(somebody: Registration, plan: WebinarPlan) -> Registration:
    """What was filled in, clean; raises ``BadRegistration``."""
    name = one_line(somebody.name)
    if not 1 <= len(name) <= MAX_LINE:
        raise BadRegistration("name", N_("Please give your name."))
    country = somebody.country.strip().upper()
    if country and not _COUNTRY.fullmatch(country):
        raise BadRegistration("country", N_("Please choose a country."))
    return Registration(
        name=name,
        email=_email(somebody.email),
        language=somebody.language if somebody.language in LANGUAGES else plan.languages[0],
        zone=_zone(somebody.zone, plan.zone),
        country=country,
        specialty=_short("specialty", somebody.specialty, 100),
        workplace=_short("workplace", somebody.workplace),
        answers=_answers(somebody.answers, plan.fields),
    )


def _email(text: str) -> str:
    try:
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise BadRegistration(
            "email", N_("Please give an e-mail address that can be used.")
        ) from error
    return found.normalized


def _zone(own: str, webinar: str) -> str:
    try:
        zone_of(own)
    except BadZone:
        return webinar
    return own


def _short(field: str, text: str, longest: int = MAX_LINE) -> str:
    line = one_line(text)
    if len(line) > longest:
        raise BadRegistration(field, AT_MOST, most=longest)
    return line


def _answers(given: Mapping[str, str], fields: tuple[Field, ...]) -> dict[str, str]:
    """Answers to the questions that were asked, and to no others."""
    found = {field.key: _answer(given.get(field.key, ""), field) for field in fields}
    return {key: answer for key, answer in found.items() if answer}


def _answer(given: str, field: Field) -> str:
    answer = note_of(given) if len(given) <= MAX_ANSWER else ""
    if given.strip() and not answer:
        raise BadRegistration(field.key, AT_MOST, most=MAX_ANSWER)
    if field.required and not answer:
        raise BadRegistration(field.key, N_("Please answer: {question}"), question=field.label)
    if field.kind == "yes":
        return "yes" if answer else ""
    chosen = answer.split("\n") if answer else []
    if field.options and (set(chosen) - set(field.options) or _too_many(chosen, field)):
        raise BadRegistration(
            field.key, N_("Please choose among the answers: {question}"), question=field.label
        )
    return answer


def _too_many(chosen: list[str], field: Field) -> bool:
    return field.kind == "choice" and len(chosen) > 1
