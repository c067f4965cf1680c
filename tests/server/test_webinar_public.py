"""The public page of a webinar and a registrant's own page."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from itsdangerous import TimestampSigner

from accounts import StaffRole
from engagement.people import HcpFields
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import (
    Approval,
    ApprovalMode,
    Branding,
    Field,
    RegistrantState,
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.plans import Attend, Match, Registrant
from server.pages.guests import JOIN_COOKIE
from tests.support.site import Answer, Site, Visitor, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = {"name": "Dr Bob Müller", "email": "bob@klinik.example.org", "country": "AT"}
HOST = Host("mara", "Mara Lind", "mara@meridian.example.org", "Meridian")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own webinar."""
    async with running(tmp_path_factory.mktemp("webinars") / "data") as found:
        yield found


async def opened(site: Site, ahead: int = 3_600_000, **changes: Any) -> Webinar:
    """A public webinar, an hour ahead."""
    starts = site.services.clock() + ahead
    plan = WebinarPlan("The new data", wall_of(starts, "Europe/Berlin"), "Europe/Berlin", 60)
    plan = replace(plan, languages=("en", "de"), **changes)
    made = await site.services.webinars.create(site.org.id, plan, HOST)
    return await site.services.webinars.publish(site.org.id, made.id)


def asked(site: Site, ago: int = 10) -> str:
    """A form that was shown so many seconds ago."""

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - ago

    return Earlier(list(site.services.keys), salt="webinar-form").sign("form").decode()


async def sign_up(site: Site, webinar: Webinar, **changes: str) -> Answer:
    form = FORM | {"asked": asked(site)} | changes
    return await site.stranger().post(f"/w/{webinar.slug}", form)


async def registrants(site: Site, webinar: Webinar) -> tuple[Registrant, ...]:
    return (await site.services.registrations.search(site.org.id, webinar.id)).items


async def link_of(site: Site, who: Registrant) -> str:
    return f"/j/{await site.services.links.token(site.org.id, who.id)}"


async def test_sign_up(site: Site) -> None:
    """The page says what it is about; its form leads to the mail."""
    webinar = await opened(site, description="Three years of data.")
    page = await site.stranger().get(f"/w/{webinar.slug}")
    assert "Three years of data." in page.words
    answer = await sign_up(site, webinar, zone="Europe/Vienna", lang="de")
    assert answer.location == f"/w/{webinar.slug}/registered?lang=de"
    (bob,) = await registrants(site, webinar)
    assert (bob.name, bob.zone, bob.language) == ("Dr Bob Müller", "Europe/Vienna", "de")
    assert bob.state is RegistrantState.APPROVED


async def test_known_address(site: Site) -> None:
    """A known address is answered as a new one: nobody learns who is registered."""
    webinar = await opened(site)
    first = await sign_up(site, webinar)
    assert (await sign_up(site, webinar)).location == first.location
    assert len(await registrants(site, webinar)) == 1


async def test_known_address_of_a_full_webinar(site: Site) -> None:
    """Nor when all seats are taken: a new address and a known one read the same."""
    webinar = await opened(site, capacity=1, waiting_list=False)
    await sign_up(site, webinar)
    known = await sign_up(site, webinar)
    new = await sign_up(site, webinar, email="carol@klinik.example.org")
    assert (known.status, known.location) == (new.status, new.location)
    assert "All seats are taken" in known.words


@pytest.mark.parametrize("trick", ["honeypot", "made up"])
async def test_bots(site: Site, trick: str) -> None:
    """A bot is told what people are told, and nothing is kept."""
    webinar = await opened(site)
    marks = {
        "honeypot": {"website": "http://spam.example"},
        "made up": {"asked": "form"},
    }
    answer = await sign_up(site, webinar, **marks[trick])
    assert answer.location.startswith(f"/w/{webinar.slug}/registered")
    assert await registrants(site, webinar) == ()


@pytest.mark.parametrize("seconds", [0, 100_000])
async def test_not_looked_at(site: Site, seconds: int) -> None:
    """Who sends the form at once, or a day later, is asked to send it again, not fooled."""
    webinar = await opened(site)
    answer = await sign_up(site, webinar, asked=asked(site, seconds))
    assert answer.status == 422
    assert "Please look at what you typed and send it once more." in answer.words
    assert 'value="bob@klinik.example.org"' in answer.body
    assert await registrants(site, webinar) == ()
    assert (await sign_up(site, webinar)).status == 303


async def test_mistakes(site: Site) -> None:
    """What is missing is said beside its field, in the page's language; what was typed stays."""
    fields = (Field("ward", "Welche Station?", "choice", ("Herz", "Lunge"), required=True),)
    webinar = await opened(site, fields=fields)
    answer = await sign_up(site, webinar, lang="de", **{"q-ward": ""})
    assert answer.status == 422
    assert "Bitte beantworten Sie: Welche Station?" in answer.words
    assert 'value="bob@klinik.example.org"' in answer.body
    assert (await sign_up(site, webinar, **{"q-ward": "Herz"})).status == 303


async def test_markup_is_text(site: Site) -> None:
    """Whatever people type is text on the page."""
    webinar = await opened(site, description="<script>alert(1)</script>")
    page = await site.stranger().get(f"/w/{webinar.slug}")
    assert "<script>alert(1)" not in page.body
    assert "&lt;script&gt;alert(1)" in page.body


async def test_framing(site: Site) -> None:
    """The form may be framed by the named sites, only when asked for, and by nobody else."""
    webinar = await opened(site, embed=("https://www.example.org",))
    for path, framers in (("", "'none'"), ("?embed=1", "https://www.example.org")):
        page = await site.stranger().get(f"/w/{webinar.slug}{path}")
        policy = page.headers["Content-Security-Policy"]
        assert f"frame-ancestors {framers};" in policy
    other = await opened(site)
    page = await site.stranger().get(f"/w/{other.slug}?embed=1")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


async def test_other_sites_cannot_sign_up(site: Site) -> None:
    """Another site's page signs nobody up."""
    webinar = await opened(site)
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await site.stranger().post(f"/w/{webinar.slug}", FORM, **headers)
    assert answer.status == 403


async def test_brand(site: Site) -> None:
    """The brand's colour is the accent of the page, in a file of its own."""
    webinar = await opened(site, branding=Branding("#7a1f5c"))
    assert f"/w/{webinar.slug}/brand.css" in (await site.stranger().get(f"/w/{webinar.slug}")).body
    css = await site.stranger().get(f"/w/{webinar.slug}/brand.css")
    assert "--accent: #7a1f5c" in css.body
    plain = await opened(site)
    assert (await site.stranger().get(f"/w/{plain.slug}/brand.css")).status == 404


async def test_calendar(site: Site) -> None:
    """The calendar entry has the hour and the page, and nobody's link."""
    webinar = await opened(site)
    entry = await site.stranger().get(f"/w/{webinar.slug}/webinar.ics")
    assert "SUMMARY:The new data" in entry.body
    assert "METHOD:PUBLISH" in entry.body
    assert "/j/" not in entry.body


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"public": False}, "By invitation only"), ({"capacity": 1, "waiting_list": False}, "taken")],
)
async def test_closed(site: Site, changes: dict[str, Any], words: str) -> None:
    """Where nobody can sign up the page says why."""
    webinar = await opened(site, **changes)
    await sign_up(site, webinar)
    page = await site.stranger().get(f"/w/{webinar.slug}")
    assert words in page.words
    assert '<form class="card"' not in page.body


async def test_drafts_and_strangers(site: Site) -> None:
    """A draft is not found, nor is what was made up."""
    draft = await site.services.webinars.create(
        site.org.id, WebinarPlan("x", wall_of(site.services.clock(), "UTC"), "UTC", 60), HOST
    )
    for slug in (draft.slug, "nothing"):
        assert (await site.stranger().get(f"/w/{slug}")).status == 404


async def test_pace(site: Site) -> None:
    """A flood of forms from one address is held up."""
    webinar = await opened(site)
    site.services.pace._buckets.clear()
    statuses = [(await sign_up(site, webinar, email=f"n{n}@x.example")).status for n in range(45)]
    site.services.pace._buckets.clear()
    assert 429 in statuses
    assert statuses[:40] == [303] * 40


# -- the registrant's own page -----------------------------------------------------------------


async def test_join(site: Site) -> None:
    """With a seat the link leads into the room; GET has no effect."""
    webinar = await opened(site, ahead=10 * 60_000)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    path, visitor = await link_of(site, bob), site.stranger()
    assert "You have a seat" in (await visitor.get(path)).words
    answer = await visitor.post(path, {"way": "full", "capture": "yes"})
    assert answer.location == f"/room/{webinar.id}"
    assert JOIN_COOKIE in answer.cookies
    assert (await visitor.get(answer.location)).status == 200


async def test_without_a_seat(site: Site) -> None:
    """Who waits sees the place in line, and cannot join, whatever the form says."""
    webinar = await opened(site, ahead=10 * 60_000, capacity=1)
    await sign_up(site, webinar)
    await sign_up(site, webinar, name="Dr Carol King", email="carol@klinik.example.org")
    carol = next(each for each in await registrants(site, webinar) if "Carol" in each.name)
    path = await link_of(site, carol)
    assert "You are number 1 on the waiting list" in (await site.stranger().get(path)).words
    answer = await site.stranger().post(path, {"way": "full"})
    assert answer.status == 409
    assert JOIN_COOKIE not in answer.cookies


async def test_second_thoughts(site: Site) -> None:
    """Giving the seat back, signing up again, on demand, live after all, other details."""
    webinar = await opened(site)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    visitor = site.stranger()

    async def after(**wish: str) -> Registrant:
        path = await link_of(site, bob)
        answer = await visitor.post(f"{path}/registration", wish)
        assert answer.status == 303, answer.words
        return (await registrants(site, webinar))[0]

    assert (await after(act="cancel")).state is RegistrantState.CANCELLED
    assert (await after(act="again")).state is RegistrantState.APPROVED
    assert (await after(act="on_demand")).attend is Attend.ON_DEMAND
    assert (await after(act="live")).attend is Attend.LIVE
    assert (await after(act="change", name="Prof Bob Müller")).name == "Prof Bob Müller"


async def test_again_is_still_known(site: Site) -> None:
    """Who signs up again is the HCP that the directory knows, and passes its rule again."""
    fields = HcpFields(given_name="Bob", family_name="Sand", email="sand@klinik.example.org")
    now = site.services.clock()
    known = await site.services.directory.create(
        site.org.id, replace(fields, segment="A"), by="mara", now=now
    )
    webinar = await opened(site, approval=Approval(ApprovalMode.RULE, segments=("A",)))
    await sign_up(site, webinar, name="Bob Sand", email="sand@klinik.example.org")
    (bob,) = await registrants(site, webinar)
    assert (bob.state, bob.hcp) == (RegistrantState.APPROVED, known.id)
    for act in ("cancel", "again"):
        await site.stranger().post(f"{await link_of(site, bob)}/registration", {"act": act})
    (bob,) = await registrants(site, webinar)
    assert (bob.state, bob.hcp, bob.match) == (RegistrantState.APPROVED, known.id, Match.SURE)


async def test_own_zone_and_language(site: Site) -> None:
    """Whoever moves to another zone or language says so once, and mails follow."""
    webinar = await opened(site)
    await sign_up(site, webinar, zone="Europe/Vienna")
    (bob,) = await registrants(site, webinar)
    wish = {"act": "change", "name": bob.name, "zone": "Asia/Tokyo", "lang": "fr"}
    await site.stranger().post(f"{await link_of(site, bob)}/registration", wish)
    (bob,) = await registrants(site, webinar)
    assert (bob.zone, bob.language) == ("Asia/Tokyo", "fr")


async def test_own_answers(site: Site) -> None:
    """What somebody answered to the webinar's own questions they can correct, by the same rules."""
    fields = (
        Field("ward", "Which ward?", "choice", ("Heart", "Lung"), required=True),
        Field("topics", "Which topics?", "many", ("Safety", "Dose")),
    )
    webinar = await opened(site, fields=fields)
    await sign_up(site, webinar, **{"q-ward": "Heart", "q-topics": "Dose"})
    (bob,) = await registrants(site, webinar)
    visitor, path = site.stranger(), f"{await link_of(site, bob)}"
    assert 'value="Dose" checked' in (await visitor.get(path)).body
    wish = {"act": "change", "name": bob.name, "answered": "yes"}
    refused = await visitor.post(f"{path}/registration", wish | {"q-ward": ""})
    assert refused.status == 422
    assert "Which ward?" in refused.words and '<details class="card" open>' in refused.body
    await visitor.post(f"{path}/registration", wish | {"q-ward": "Lung"})
    (bob,) = await registrants(site, webinar)
    assert bob.answers == {"ward": "Lung"}


async def test_walk_in(site: Site) -> None:
    """Whoever signs up while it runs is a walk-in, if the plan takes them; else it says why not."""
    for takes in (True, False):
        webinar = await opened(site, walk_ins=takes)
        await site.services.meetings.start(site.org.id, webinar.id)
        await sign_up(site, webinar)
        sources = [each.source for each in await registrants(site, webinar)]
        assert sources == (["walk-in"] if takes else [])
    assert "This webinar has begun" in (await site.stranger().get(f"/w/{webinar.slug}")).words


async def test_two_devices(site: Site) -> None:
    """One link on two devices is one registrant."""
    webinar = await opened(site, ahead=10 * 60_000)
    await sign_up(site, webinar)
    (bob,) = await registrants(site, webinar)
    path = await link_of(site, bob)
    rooms = []
    for visitor in (site.stranger(), site.stranger()):
        answer = await visitor.post(path, {"way": "full"})
        rooms.append((await visitor.get(answer.location)).body)
    assert {me for room in rooms for me in re.findall(r'"me": "([^"]+)"', room)} == {bob.id}


async def test_meeting_links_have_no_registration(site: Site, tmp_path: Path) -> None:
    """A speaker's link opens the page of a meeting, and has no registration to change."""
    webinar = await opened(site)
    eva = await site.services.crew.invite(
        site.org.id, webinar.id, "Eva Lang", "eva@charite.example.org", "panelist", "en"
    )
    path = f"/j/{await site.services.links.token(site.org.id, eva.id)}"
    assert "Camera" in (await site.stranger().get(path)).words
    visitor: Visitor = site.stranger()
    assert (await visitor.post(f"{path}/registration", {"act": "cancel"})).status == 404
    assert (await site.person(StaffRole.MARKETING, "Mara Lind")).staff is not None
