"""The demo's webinars: one to come with a full page, one held yesterday, one to go live with."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from accounts import Staff
from scheduling.moments import utc_of
from scheduling.plans import OPEN_STATES, Host
from scheduling.webinars import (
    AgendaItem,
    Approval,
    ApprovalMode,
    Branding,
    CertificateRule,
    ConsentText,
    Field,
    Registrant,
    Registration,
    Registrations,
    Speaker,
    SurveyQuestion,
    Webinar,
    WebinarPlan,
    Webinars,
)
from scheduling.webinars.consenttexts import asked
from scheduling.webinars.plans import Attend, Material
from scheduling.webinars.registrants import People
from server.demo.cast import HCPS, ZONE
from server.demo.crowd import CROWD, UPCOMING, Member
from server.demo.held import HOUR, MINUTE, Held, tell
from server.demo.portraits import ANA, LOOKS, logo, portrait
from server.services import Services
from server.wiring.registrant_consents import record
from server.wiring.registrants import look_up

DAY = 24 * HOUR
SERIES = "Heart failure after discharge"
CONSENTS = (
    ConsentText(
        "I am a healthcare professional",
        "This webinar speaks of prescription medicines. It is for healthcare professionals only.",
    ),
    ConsentText(
        "Angehörige der Heilberufe",
        "Ich gehöre zu den Fachkreisen im Sinne des § 2 Heilmittelwerbegesetz.",
        "DE",
        "en",
    ),
    ConsentText("Further webinars", "Write to me when there is another webinar.", required=False),
)


class Made(msgspec.Struct, frozen=True):
    """The ids of what was made."""

    upcoming: str
    held: str
    now: str


async def make(parts: Services, org: str, crew: tuple[Staff, Staff], version: str) -> Made:
    """All three. ``crew``: who hosts and who presents."""
    images = [("p.png", portrait(look)) for look in (ANA, LOOKS[0], LOOKS[4])]
    eva, samuel, martin, brand = await parts.album.add_all(org, [*images, ("logo.png", logo())])
    speakers = (
        Speaker(
            "Prof Eva Lang", "Cardiology, Charité, Berlin", "Leads the MERIDIAN-HF study.", eva
        ),
        Speaker(
            "Dr Samuel Osei",
            "Internal medicine, Hamburg",
            "Runs a clinic for the month after discharge.",
            samuel,
        ),
        Speaker(
            "Dr Martin Graf", "Nordlicht Pharma", "Answers what is asked about safety.", martin
        ),
    )
    base = replace(PLAN, speakers=speakers, branding=Branding("#7a1f5c", brand), decks=(version,))
    upcoming = await _upcoming(parts, org, crew, base)
    held = await _held(parts, org, crew, replace(base, title="The first month at home"))
    return Made(upcoming.id, held.id, (await live(parts, org, crew, version)).id)


async def live(parts: Services, org: str, crew: tuple[Staff, Staff], version: str) -> Webinar:
    """One that begins in ten minutes, with the demo's first HCP registered."""
    plan = replace(PLAN, title="Open consultation: your questions", decks=(version,), consents=())
    webinar = await _published(parts, org, crew, _at(plan, parts.clock() + 10 * MINUTE))
    somebody = HCPS[0]
    form = Registration(
        f"Dr {somebody.given_name} {somebody.family_name}", somebody.email or "", "en", ZONE,
        somebody.country or "", somebody.specialty or "", somebody.workplace or "",
    )  # fmt: skip
    await _sign_up(parts, parts.registrations, webinar, form)
    return webinar


async def is_open(parts: Services, org: str, webinar: str) -> bool:
    """Whether it can still be gone live with."""
    meeting = (await parts.webinars.get(org, webinar)).meeting
    return meeting.state in OPEN_STATES and meeting.ends > parts.clock()


async def urls(parts: Services, org: str, made: Made) -> list[dict[str, str]]:
    """Where to look at them: for whom, and the address."""
    base = parts.settings.base_url
    upcoming = await parts.webinars.get(org, made.upcoming)
    (guest,) = (await parts.registrations.search(org, made.now)).items[-1:]
    (was_there,) = (await parts.registrations.search(org, made.held, People(CROWD[0].email))).items
    return [
        {"what": "list", "url": f"{base}/webinars"},
        {"what": "page", "url": f"{base}/w/{upcoming.slug}"},
        {"what": "report", "url": f"{base}/webinars/{made.held}/report"},
        {"what": "stage", "url": f"{base}/meetings/{made.now}/room"},
        {"what": "attendee", "url": await parts.links.url(org, guest.id)},
        {"what": "goodbye", "url": await parts.links.url(org, was_there.id)},
    ]


PLAN = WebinarPlan(
    title="After discharge, every day counts",
    wall="",
    zone=ZONE,
    minutes=45,
    description=(
        "A third of patients are back in hospital within three months. What changes when treatment "
        "starts before they go home?\nThirty minutes of data, fifteen for your questions."
    ),
    languages=("en", "de", "fr", "es"),
    agenda=(
        AgendaItem(5, "Welcome", "Lena Vogt"),
        AgendaItem(20, "MERIDIAN-HF: started before discharge", "Prof Eva Lang"),
        AgendaItem(10, "The first month in practice", "Dr Samuel Osei"),
        AgendaItem(10, "Your questions", "All"),
    ),
    fields=(
        Field(
            "patients",
            "How many such patients do you see a month?",
            "choice",
            ("1–5", "6–20", "More"),
        ),
        Field("question", "What would you like to ask the speakers?"),
    ),
    consents=CONSENTS,
    certificate=CertificateRule("minutes", 30, "1 CME point (demo)"),
    survey=(
        SurveyQuestion("useful", "How useful was this webinar for your practice?"),
        SurveyQuestion("recommend", "Would you recommend it to a colleague?", "nps"),
        SurveyQuestion(
            "next", "What should the next one speak of?", "choice", ("Dosing", "Safety", "Cases")
        ),
        SurveyQuestion("open", "What was left open?", "text"),
    ),
    material=(Material("MERIDIAN-HF: summary of the results", "https://www.example.org/meridian"),),
    series=SERIES,
)


async def _upcoming(
    parts: Services, org: str, crew: tuple[Staff, Staff], plan: WebinarPlan
) -> Webinar:
    """In three days at six, with people in every state but waiting: there are seats for all."""
    rule = Approval(ApprovalMode.RULE, countries=("DE", "AT", "CH", "FR", "ES"))
    plan = _at(replace(plan, approval=rule, capacity=200), parts.clock() + 3 * DAY, "18:00")
    webinar = await _published(parts, org, crew, plan)
    people = [await _register(parts, parts.registrations, webinar, each) for each in UPCOMING]
    decisions = parts.registrations.decisions
    await decisions.cancel(webinar, people[1].id)
    await decisions.attend(webinar, people[2].id, Attend.ON_DEMAND)
    await decisions.deny(webinar, people[-1].id, "This webinar is for cardiology.", by=crew[0].id)
    return webinar


async def _held(parts: Services, org: str, crew: tuple[Staff, Staff], plan: WebinarPlan) -> Webinar:
    """Yesterday at six: planned a week before, held, and written down."""
    now = parts.clock()
    plan = _at(plan, now - DAY, "18:00")
    if _start_of(plan) + HOUR > now:
        plan = _at(plan, now - 2 * DAY, "18:00")
    starts = _start_of(plan)

    def early() -> int:
        return starts - 5 * DAY

    webinar = await _published(parts, org, crew, plan, parts.webinars.at(early))
    registrations = parts.registrations.at(early)
    held = Held(parts, webinar, await parts.decks.version(org, plan.decks[0]), starts, plan.minutes)
    for member in CROWD:
        held.seats.append((member, await _register(parts, registrations, webinar, member)))
    await parts.meetings.at(lambda: starts).start(org, webinar.id)
    await tell(held)
    await parts.meetings.at(lambda: held.over).end(org, webinar.id)
    await parts.reports.close(org, webinar.id, held.over)
    return webinar


async def _published(
    parts: Services,
    org: str,
    crew: tuple[Staff, Staff],
    plan: WebinarPlan,
    webinars: Webinars | None = None,
) -> Webinar:
    """A webinar with an open page and a presenter."""
    host, presenter = crew
    store = webinars or parts.webinars
    home = await parts.accounts.organisations.get(org)
    made = await store.create(org, plan, Host(host.id, host.name, host.email, home.name))
    await parts.crew.add_staff(
        org, made.id, presenter.id, presenter.name, presenter.email, "presenter"
    )
    return await store.publish(org, made.id)


async def _register(
    parts: Services, registrations: Registrations, webinar: Webinar, member: Member
) -> Registrant:
    form = Registration(
        member.name, member.email, "en", ZONE, member.country, member.specialty, member.workplace
    )
    return await _sign_up(parts, registrations, webinar, form)


async def _sign_up(
    parts: Services, registrations: Registrations, webinar: Webinar, form: Registration
) -> Registrant:
    """As the public page does it: matched to the directory, with the answers to what is asked."""
    found = await look_up(parts.directory, webinar.meeting.org, form)
    who = (await registrations.register(webinar, form, found=found, proven=True)).registrant
    texts = asked(webinar.plan.consents, form.country, form.language, "en")
    agreed = [each.version for each in texts if each.required]
    await record(parts.consents, webinar, who, texts, agreed, who.registered)
    return who


def _at(plan: WebinarPlan, moment: int, hour: str = "") -> WebinarPlan:
    """The plan on the day of that moment in its zone, at that hour or the moment's own."""
    wall = datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(plan.zone))
    at = hour or wall.strftime("%H:%M")
    return replace(plan, wall=f"{wall:%Y-%m-%d}T{at}", later=wall.fold == 1 and not hour)


def _start_of(plan: WebinarPlan) -> int:
    return utc_of(plan.wall, plan.zone, later=plan.later)
