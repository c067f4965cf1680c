"""The public page of a webinar: signing up, and who may not."""

from typing import Any

import pytest

from scheduling.moments import wall_of
from scheduling.webinars import (
    Branding,
    Field,
    RegistrantState,
    WebinarPlan,
)
from tests.server.signups import FORM, HOST, asked, opened, registrants, sign_up
from tests.server.signups import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
