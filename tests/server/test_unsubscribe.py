"""Opting out of follow-up mails, by a page or by a mail program's one click."""

import re

import pytest

from tests.server.followed import held, written
from tests.server.followed import mara as mara
from tests.server.followed import site as site
from tests.support.aftermath import planned, signed_up
from tests.support.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_opting_out(site: Site, mara: Visitor) -> None:
    """GET changes nothing; the button does, and who opted out is named in the review."""
    webinar, bob, *_ = await held(site)
    link = site.services.links.unsubscribe_url(bob.id)
    path, visitor = link[link.index("/unsubscribe") :], site.stranger()
    page = await visitor.get(f"{path}?lang=de")
    assert "Keine E-Mails mehr nach Webinaren?" in page.words
    draft = await written(mara, webinar)
    assert "2 people get it" in (await mara.get(draft)).words
    gone = await visitor.post(path, {"act": "out", "lang": "de"})
    assert "Sie bekommen keine solchen E-Mails mehr" in gone.words
    review = (await mara.get(draft)).words
    assert "1 person gets it" in review
    assert re.search(r"1 more opted out .* Dr Bob Lang", review)
    again = await visitor.post(path, {"act": "in"})
    assert "No more mails after webinars?" in again.words


async def test_one_click(site: Site) -> None:
    """A mail program's POST (RFC 8058) has no cookie, no origin and no page behind it."""
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang", email="one.click@klinik.example.org")
    link = site.services.links.unsubscribe_url(bob.id)
    answer = await site.client.post(
        link[link.index("/unsubscribe") :], data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status == 200
    out = await site.services.opt_outs.among(site.org.id, [bob.email])
    assert out == {bob.email}


async def test_made_up(site: Site, mara: Visitor) -> None:
    """A made-up link opts nobody out, nor does another site's page with our cookies."""
    assert (await site.stranger().get("/unsubscribe/made.up")).status == 404
    webinar = await planned(site)
    bob = await signed_up(site, webinar, "Dr Bob Lang", email="bob.b@klinik.example.org")
    link = site.services.links.unsubscribe_url(bob.id)
    path = link[link.index("/unsubscribe") :]
    crossed = await mara.post(path, {"act": "out"}, **{"Sec-Fetch-Site": "cross-site"})
    assert crossed.status == 403
    assert await site.services.opt_outs.among(site.org.id, [bob.email]) == frozenset()
