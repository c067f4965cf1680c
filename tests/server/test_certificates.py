"""Certificates of attendance: fetched by the registrant, verified by anybody, revoked by staff."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image, ImageDraw

from accounts import StaffRole
from scheduling.certificates import Certificate, codes
from scheduling.webinars import CertificateRule, Registrant
from tests.server.ended_webinar import Over, hold
from tests.server.test_webinar_pages import FORM
from tests.support.site import Site, Visitor, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMIT = 30
"""So many verifications an address has at once (``signaling.limits``)."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file."""
    async with running(tmp_path_factory.mktemp("certificates") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def over(site: Site) -> Over:
    return await hold(site)


async def download(visitor: Visitor, path: str) -> tuple[str, str]:
    """The text of the PDF that a POST answers with, and the name of the file."""
    headers = visitor._headers({"Sec-Fetch-Site": "same-origin"})
    async with visitor.client.post(path, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf"), path
        assert answer.headers["Cache-Control"] == "no-store"
        content = await answer.read()
        name = answer.headers["Content-Disposition"]
    document = pypdfium2.PdfDocument(content)
    try:
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    return " ".join(text.split()), name


async def certificate_of(over: Over, who: Registrant) -> Certificate:
    """The newest one."""
    known = over.site.services.certifying.certificates
    return (await known.latest(over.site.org.id, over.webinar.id, [who.id]))[who.id]


async def actions(over: Over, subject: str) -> list[tuple[str, str]]:
    """What the audit trail says of a certificate: who did what."""
    read = await over.site.services.audit.search(over.site.org.id, subject=subject)
    return sorted((line.actor, line.action) for line in read.items)


async def test_her_page(over: Over) -> None:
    """After the webinar her link offers the certificate; it counts overlapping tabs once."""
    link = await over.link_of(over.bob)
    page = await over.site.stranger().get(link)
    assert "Sie waren 50 Minuten dabei." in page.words
    assert f'action="{link}/certificate"' in page.body
    text, name = await download(over.site.stranger(), f"{link}/certificate")
    assert "Dr Bob Müller" in text and "Teilnahmebescheinigung" in text
    assert "Dauer: 1 Stunde. Anwesend: 50 Minuten." in text
    made = await certificate_of(over, over.bob)
    assert name == f'attachment; filename="certificate-{made.number}.pdf"'
    assert codes.shown(made.code) in text
    page = await over.site.stranger().get(link)
    assert f"hat die Nummer {made.number}" in page.words
    home = over.site.services.settings.base_url
    assert scanned(page.body) == f"{home}/verify/{codes.shown(made.code)}"


def scanned(body: str) -> str:
    """What a camera reads from the code that a page draws."""
    box = re.search(r'viewBox="0 0 (\d+) \1" role="img"', body)
    assert box is not None
    picture = Image.new("L", (8 * int(box[1]), 8 * int(box[1])), 255)
    pencil = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", body):
        left, top = 8 * int(x), 8 * int(y)
        pencil.rectangle((left, top, left + 8 * int(length) - 1, top + 7), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


async def test_once(over: Over) -> None:
    """However often and from wherever it is fetched, it is one certificate and one audit entry."""
    link = await over.link_of(over.bob)
    visitor = over.site.stranger()
    entered = await visitor.post(link, {"way": "receipt"})
    assert entered.status == 303
    goodbye = await visitor.get(f"/room/{over.webinar.id}/goodbye")
    assert f'action="/room/{over.webinar.id}/certificate"' in goodbye.body
    paths = [f"{link}/certificate", f"/room/{over.webinar.id}/certificate"] * 3
    texts = await asyncio.gather(*(download(visitor, path) for path in paths))
    staffs = await download(over.mara, f"{over.path}/people/{over.bob.id}/certificate")
    assert len({*texts, staffs}) == 1
    made = await certificate_of(over, over.bob)
    assert await actions(over, made.id) == [(over.bob.id, "certificate.issued")]


async def test_too_short(over: Over) -> None:
    """Five minutes are not enough, and she is told what was needed."""
    link = await over.link_of(over.carol)
    page = await over.site.stranger().get(link)
    assert "It needs 45 minutes of the live webinar. You were there for 5." in page.words
    refused = await over.site.stranger().post(f"{link}/certificate")
    assert refused.status == 409
    assert "It needs 45 minutes" in refused.words


async def test_part_of_a_minute(tmp_path: Path) -> None:
    """A share that comes to 46.2 minutes asks for 47: nobody is told less than it takes."""
    async with running(tmp_path / "data") as site:
        over = await hold(site, certificate=CertificateRule("percent", 77))
        page = await site.stranger().get(await over.link_of(over.carol))
        assert "It needs 47 minutes of the live webinar." in page.words


async def test_get_issues_nothing(over: Over) -> None:
    """Scanners that open the link of a certificate issue none."""
    answer = await over.site.stranger().get(f"{await over.link_of(over.bob)}/certificate")
    assert answer.status == 405


async def test_strange_links(over: Over) -> None:
    """A made-up link and a stranger's cookie fetch nothing."""
    assert (await over.site.stranger().post("/j/made.up.link/certificate")).status == 404
    room = f"/room/{over.webinar.id}/certificate"
    assert (await over.site.stranger().post(room)).status == 404


async def test_verify(over: Over) -> None:
    """Whoever has the code reads what stands on the paper, in their own language."""
    await download(over.mara, f"{over.path}/people/{over.bob.id}/certificate")
    made = await certificate_of(over, over.bob)
    path = f"/verify/{codes.shown(made.code)}"
    page = await over.site.stranger().get(path)
    assert page.status == 200
    for words in ("is valid", "Dr Bob Müller", "Tolerability", "50 minutes", "Pharma One", "2 CME"):
        assert words in page.words
    assert over.bob.email not in page.body
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex' in page.body
    german = await over.site.stranger().get(path.lower(), **{"Accept-Language": "de"})
    assert "Diese Bescheinigung ist gültig" in german.words


async def test_unknown(over: Over) -> None:
    """A code that nobody has and one that can be none say the same."""
    stranger = over.site.stranger()
    for code in (codes.shown(codes.new()), "unknown", "<script>"):
        page = await stranger.get(f"/verify/{code}")
        assert page.status == 404
        assert "Nobody knows this certificate" in page.words
    typed = await stranger.get("/verify?code=abcde 23456 fghjk 789mn&lang=fr")
    assert typed.location == "/verify/ABCDE-23456-FGHJK-789MN?lang=fr"
    assert "Vérifier une attestation" in (await stranger.get("/verify?lang=fr")).body


async def test_people_page(over: Over) -> None:
    """The staff see who has one, who has earned one, and who was there too short."""
    page = await over.mara.get(f"{over.path}/people")
    made = await certificate_of(over, over.bob)
    assert f"Certificate {made.number}" in page.words
    assert "There for 5 min; a certificate needs 45." in page.words
    rep = await over.site.person(StaffRole.REP, "Max Stein")
    assert "/certificate" not in (await rep.get(f"{over.path}/people")).body


async def test_revoke(site: Site, over: Over) -> None:
    """Whoever verifies it is told why it is revoked; only the staff can issue another one."""
    carol = over.bob
    link, base = await over.link_of(carol), f"{over.path}/people/{carol.id}/certificate"
    await download(over.mara, base)
    first = await certificate_of(over, carol)
    page = await over.mara.follow(f"{base}/revoke", {"reason": ""})
    assert "Say why" in page.body
    page = await over.mara.follow(f"{base}/revoke", {"reason": "The <b>name</b> was wrong"})
    assert f"Certificate {first.number} revoked" in page.words
    verified = await over.site.stranger().get(f"/verify/{first.code}")
    assert (verified.status, "was revoked" in verified.words) == (200, True)
    assert "The &lt;b&gt;name&lt;/b&gt; was wrong" in verified.body
    assert (await site.stranger().post(f"{link}/certificate")).status == 409
    assert "wurde widerrufen" in (await site.stranger().get(link)).words
    text, _ = await download(over.mara, base)
    second = await certificate_of(over, carol)
    assert second.number in text and second.number != first.number
    acts = [action for _, action in await actions(over, first.id)]
    assert sorted(acts) == ["certificate.issued", "certificate.revoked"]
    assert (await over.mara.post(f"{base}/revoke", {"reason": "x", "more": "y"})).status == 422


async def test_other_organisation(site: Site, over: Over) -> None:
    """Another organisation's staff find neither the webinar nor its certificates."""
    other = await site.services.accounts.organisations.create(
        "Pharma Two", language="en", zone="Europe/Berlin"
    )
    eve = await site.person(StaffRole.ADMIN, "Eve Two", other)
    base = f"{over.path}/people/{over.bob.id}/certificate"
    assert (await eve.post(base)).status == 404
    assert (await eve.post(f"{base}/revoke", {"reason": "Mine"})).status == 404


async def test_no_certificates(tmp_path: Path) -> None:
    """A webinar without a rule offers none anywhere, and issues none."""
    async with running(tmp_path / "data") as site:
        over = await hold(site, certificate=CertificateRule())
        link = await over.link_of(over.bob)
        assert "/certificate" not in (await site.stranger().get(link)).body
        refused = await site.stranger().post(f"{link}/certificate")
        assert (refused.status, "keine Bescheinigungen" in refused.words) == (409, True)
        assert "/certificate" not in (await over.mara.get(f"{over.path}/people")).body
        assert "Certificate" not in (await over.mara.get(over.path)).words


async def test_form(site: Site, over: Over) -> None:
    """The rule is set in the webinar's form, and told on its public page."""
    rule = {"certificate": "minutes", "certificate_least": "45", "credit": "2 CME points"}
    made = await over.mara.post("/webinars", FORM | rule)
    assert made.status == 303
    id = made.location.rpartition("/")[2]
    webinar = await site.services.webinars.get(site.org.id, id)
    assert webinar.plan.certificate == CertificateRule("minutes", 45, "2 CME points")
    assert "From 45 min of the show" in (await over.mara.get(made.location)).words
    edited = (await over.mara.get(f"{made.location}/edit")).body
    assert re.search(r'name="certificate_least"[^>]*value="45"', edited)
    await site.services.webinars.publish(site.org.id, id)
    page = await site.stranger().get(f"/w/{webinar.slug}")
    assert "Certificate of attendance from 45 minutes of the live webinar 2 CME" in page.words
    refused = await over.mara.post("/webinars", FORM | rule | {"certificate_least": "61"})
    assert refused.status == 422 and "Choose 1 to 60 minutes." in refused.words


async def test_pace(site: Site) -> None:
    """Whoever tries codes is stopped; the answer says for how long."""
    stranger = site.stranger()
    answers = [await stranger.get(f"/verify/{codes.new()}") for _ in range(LIMIT + 5)]
    assert answers[-1].status == 429
    assert answers[-1].headers["Retry-After"] == "60"
