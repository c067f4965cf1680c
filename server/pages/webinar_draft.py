"""The form of a webinar as it is posted, and the plan that it means; no I/O.

A list is a text with a line for each entry and bars between its parts (``barlines``).
"""

from typing import Annotated, Literal

import msgspec

from scheduling.errors import BadLength
from scheduling.texts import one_line
from scheduling.webinars.consenttexts import ConsentText
from scheduling.webinars.errors import BadField
from scheduling.webinars.fieldkeys import key_of
from scheduling.webinars.looks import Branding, Hold
from scheduling.webinars.plans import (
    AgendaItem,
    Approval,
    ApprovalMode,
    CertificateRule,
    Field,
    Speaker,
    WebinarPlan,
)
from server.pages.barlines import lines, rows, words
from server.pages.survey_lines import material_of, survey_lines, survey_of

Line = Annotated[str, msgspec.Meta(max_length=2_000)]
Text = Annotated[str, msgspec.Meta(max_length=10_000)]
LongText = Annotated[str, msgspec.Meta(max_length=100_000)]
Lines = Annotated[list[Line], msgspec.Meta(max_length=100)]
Yes = Literal["yes"] | None
"""A switch; one that is off sends nothing."""


class Draft(msgspec.Struct, forbid_unknown_fields=True):
    """The form as it is posted."""

    title: Line = ""
    date: Line = ""
    time: Line = ""
    zone: Line = ""
    minutes: Line = ""
    which: Literal["", "first", "second"] = ""
    description: Text = ""
    languages: Lines = []
    agenda: Text = ""
    """A line each: minutes, title, speaker, with bars between."""
    speakers: Text = ""
    """A line each: name, position, words, name of a picture, with bars between."""
    fields: Text = ""
    """A line each: question, kind, yes if it must be answered, answers with semicolons between."""
    colour: Line = ""
    logo: Line = ""
    """Name of an uploaded picture."""
    alt: Line = ""
    hold: Line = ""
    """Name of an uploaded picture, in front of the audience while it waits."""
    hold_alt: Line = ""
    music: Line = ""
    """Name of an uploaded piece."""
    begins: Yes = None
    away: Lines = []
    """Which of the uploaded files are taken away: logo, hold, music."""
    consents: LongText = ""
    """A line each: country, language, yes if it must be agreed to, title, text."""
    mode: ApprovalMode = ApprovalMode.ALL
    domains: Text = ""
    countries: Text = ""
    specialties: Text = ""
    segments: Text = ""
    capacity: Line = "500"
    waiting_list: Yes = None
    public: Yes = None
    walk_ins: Yes = None
    names_shown: Yes = None
    anonymous: Yes = None
    moderated: Yes = None
    certificate: Literal["none", "minutes", "percent"] = "none"
    certificate_least: Line = ""
    credit: Text = ""
    embed: Text = ""
    reminders: Line = ""
    confirm: Text = ""
    remind: Text = ""
    deny: Text = ""
    waiting: Text = ""
    series: Line = ""
    survey: Text = ""
    """A line each: question, kind, answers with semicolons between."""
    material: Text = ""
    """A line each: title, link."""
    deck: Lines = []
    handout: Lines = []
    """Versions of the decks that may be taken home."""
    like: Line = ""
    """The earlier webinar whose crew comes along."""


def plan_of(draft: Draft) -> WebinarPlan:
    """The plan that the form means; raises ``BadValue``."""
    return WebinarPlan(
        title=draft.title,
        wall=f"{draft.date}T{draft.time}",
        zone=draft.zone,
        minutes=_number("minutes", draft.minutes),
        later=draft.which == "second",
        description=draft.description,
        languages=tuple(draft.languages),
        agenda=tuple(_agenda_item(row) for row in rows(draft.agenda, 3)),
        speakers=tuple(Speaker(*row) for row in rows(draft.speakers, 4)),
        fields=tuple(map(_field, rows(draft.fields, 4))),
        branding=Branding(draft.colour, draft.logo, draft.alt),
        hold=Hold(draft.hold, draft.hold_alt, draft.music, draft.begins is not None),
        consents=tuple(_consent(row) for row in rows(draft.consents, 5)),
        approval=Approval(
            draft.mode,
            tuple(words(draft.domains)),
            tuple(words(draft.countries)),
            tuple(words(draft.specialties)),
            tuple(words(draft.segments)),
        ),
        capacity=_number("capacity", draft.capacity),
        waiting_list=draft.waiting_list is not None,
        public=draft.public is not None,
        walk_ins=draft.walk_ins is not None,
        names_shown=draft.names_shown is not None,
        anonymous=draft.anonymous is not None,
        moderated=draft.moderated is not None,
        handouts=tuple(each for each in draft.handout if each in draft.deck),
        certificate=_certificate(draft),
        embed=tuple(draft.embed.split()),
        reminders=tuple(_number("reminders", each) for each in words(draft.reminders)),
        texts={
            "confirm": draft.confirm,
            "remind": draft.remind,
            "deny": draft.deny,
            "waiting": draft.waiting,
        },
        series=draft.series,
        decks=tuple(draft.deck),
        survey=survey_of(draft.survey),
        material=material_of(draft.material),
    )


def draft_of(plan: WebinarPlan) -> Draft:
    """The form that means the plan."""
    date, _, time = plan.wall.partition("T")
    rule = plan.approval
    return Draft(
        title=plan.title,
        date=date,
        time=time,
        zone=plan.zone,
        minutes=str(plan.minutes),
        which="second" if plan.later else "",
        description=plan.description,
        languages=list(plan.languages),
        agenda=lines((str(each.minutes), each.title, each.speaker) for each in plan.agenda),
        speakers=lines((each.name, each.title, each.words, each.picture) for each in plan.speakers),
        fields=lines(_row_of(each) for each in plan.fields),
        colour=plan.branding.colour,
        logo=plan.branding.logo,
        alt=plan.branding.alt,
        hold=plan.hold.picture,
        hold_alt=plan.hold.alt,
        music=plan.hold.music,
        begins=_yes(plan.hold.begins),
        consents=lines(map(_row_of_consent, plan.consents)),
        mode=rule.mode,
        domains=", ".join(rule.domains),
        countries=", ".join(rule.countries),
        specialties=", ".join(rule.specialties),
        segments=", ".join(rule.segments),
        capacity=str(plan.capacity),
        waiting_list=_yes(plan.waiting_list),
        public=_yes(plan.public),
        walk_ins=_yes(plan.walk_ins),
        names_shown=_yes(plan.names_shown),
        anonymous=_yes(plan.anonymous),
        moderated=_yes(plan.moderated),
        certificate=plan.certificate.unit,
        certificate_least=str(plan.certificate.least or ""),
        credit=plan.certificate.credit,
        embed="\n".join(plan.embed),
        reminders=", ".join(map(str, plan.reminders)),
        confirm=plan.texts.get("confirm", ""),
        remind=plan.texts.get("remind", ""),
        deny=plan.texts.get("deny", ""),
        waiting=plan.texts.get("waiting", ""),
        series=plan.series,
        deck=list(plan.decks),
        handout=list(plan.handouts),
        survey=survey_lines(plan.survey),
        material=lines((each.title, each.link) for each in plan.material),
    )


Kind = Literal["text", "choice", "many", "yes"]
KINDS: dict[str, Kind] = {"text": "text", "choice": "choice", "many": "many", "yes": "yes"}


def _agenda_item(row: list[str]) -> AgendaItem:
    return AgendaItem(_number("agenda", row[0]), row[1], row[2])


def _field(row: list[str]) -> Field:
    label, kind, needed, options = row
    if kind not in KINDS:
        raise BadField("fields", f"“{label}”: the kind is one of {', '.join(KINDS)}.")
    choices = tuple(each.strip() for each in options.split(";") if each.strip())
    required = needed.casefold() == "yes"
    return Field(key_of(one_line(label), kind), label, KINDS[kind], choices, required)


def _consent(row: list[str]) -> ConsentText:
    country, language, needed, title, text = row
    return ConsentText(title, text, country, language, needed.casefold() == "yes")


def _row_of_consent(text: ConsentText) -> tuple[str, ...]:
    needed = "yes" if text.required else "no"
    return text.country, text.language, needed, text.title, text.text


def _row_of(field: Field) -> tuple[str, ...]:
    needed = "yes" if field.required else "no"
    return field.label, field.kind, needed, "; ".join(field.options)


def _certificate(draft: Draft) -> CertificateRule:
    """The rule that the form means; how long matters only when there are certificates."""
    if draft.certificate == "none":
        return CertificateRule()
    least = _number("certificate_least", draft.certificate_least)
    return CertificateRule(draft.certificate, least, draft.credit)


def _yes(on: bool) -> Yes:
    return "yes" if on else None


def _number(field: str, text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 6:
        if field == "minutes":
            raise BadLength("bad-length", "Give the length in minutes.")
        raise BadField(field, f"“{text}” is no number." if text else "A number is missing.")
    return int(text)
