"""The landing page of an HCP's link: what it says, in which language, and when it does not open."""

import re
from pathlib import Path

import pytest

from server.pages.agreements import AGREEMENTS, VERSION
from tests.server.held_meeting import Held
from tests.server.invited import consents, invited, link_of, page_of
from tests.server.invited import held as held
from tests.server.invited import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_landing(site: Site) -> None:
    """Who, with whom, about what, when in her zone; three switches, all off; the way in."""
    meeting = await invited(site, zone="America/New_York")
    page = await site.stranger().get(await link_of(site, meeting))
    assert page.status == 200
    assert "Dr Ana Bergmann, your talk with Max Stein" in page.words
    assert "The new data" in page.words
    assert "Eastern Standard Time" in page.words or "Eastern Daylight Time" in page.words
    assert "30 minutes" in page.words
    assert page.body.count('role="switch"') == 3
    assert "checked" not in page.body
    assert re.search(r'<button[^>]*value="full"[^>]*data-part="join">', page.body)
    for each in AGREEMENTS:
        assert each.title in page.words
    assert "keeps which slides were on your screen and for how long" in page.words
    assert f"version {VERSION}" in page.words


async def test_landing_has_no_effect(site: Site) -> None:
    """A mail scanner that opens the link leaves no trace: no cookie, no consent, no first use."""
    meeting = await invited(site)
    scanner = site.stranger()
    page = await scanner.get(await link_of(site, meeting))
    again = await site.services.meetings.get(meeting.org, meeting.id)
    assert page.cookies == {} and scanner.cookies == {}
    assert await consents(site, meeting) == []
    assert again.invitees[0].link is not None and again.invitees[0].link.used is None


async def test_landing_is_private(site: Site) -> None:
    """The page with the secret in its address is kept by no cache and tells no other site."""
    meeting = await invited(site)
    page = await site.stranger().get(await link_of(site, meeting))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.body


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Dr Ana Bergmann, Ihr Gespräch mit Max Stein"),
        ("fr", "Dr Ana Bergmann, votre entretien avec Max Stein"),
        ("es", "Dr Ana Bergmann, su reunión con Max Stein"),
    ],
)
async def test_landing_speaks_her_language(site: Site, language: str, words: str) -> None:
    """The invitation's language, whatever the browser asks for; scripts get their words along."""
    meeting = await invited(site, language=language)
    page = await site.stranger().get(await link_of(site, meeting), **{"Accept-Language": "en"})
    assert words in page.words
    assert f'<html lang="{language}"' in page.body
    assert page_of(page)["words"]["Reconnecting …"] != "Reconnecting …"


async def test_language_switch(site: Site) -> None:
    """She may choose another language; the choice goes along into the room."""
    meeting = await invited(site, language="de")
    link = await link_of(site, meeting)
    page = await site.stranger().get(f"{link}?lang=fr")
    assert "votre entretien" in page.words
    assert '<input type="hidden" name="lang" value="fr">' in page.body
    ana = site.stranger()
    answer = await ana.post(link, {"lang": "fr"})
    assert answer.location == f"/room/{meeting.id}?lang=fr"
    assert page_of(await ana.get(answer.location))["language"] == "fr"


async def test_unknown_language(site: Site) -> None:
    """A language that we do not speak changes nothing."""
    meeting = await invited(site, language="de")
    page = await site.stranger().get(f"{await link_of(site, meeting)}?lang=xx")
    assert "Ihr Gespräch" in page.words


async def test_names_are_text(site: Site) -> None:
    """What people are called is text on the page, never markup."""
    meeting = await invited(site, name='<img src=x onerror="alert(1)">')
    page = await site.stranger().get(await link_of(site, meeting))
    assert "<img src=x" not in page.body
    assert "&lt;img src=x" in page.body


async def test_small_before_the_room(site: Site) -> None:
    """Everything that the landing page needs is below 150 kB as it travels."""
    meeting = await invited(site)
    visitor = site.stranger()
    page = await visitor.get(await link_of(site, meeting))
    seen: dict[str, int] = {}
    waiting = list(dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"#]+)', page.body)))
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = await site.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status == 200, address
        body = await response.text() if address.endswith((".js", ".css")) else ""
        seen[address] = int(response.headers["Content-Length"])
        folder = address.rsplit("/", 1)[0]
        for name in re.findall(r'from "(\.[^"]+)"', body):
            waiting.append(
                str(Path(f"{folder}/{name}")).replace("/./", "/")
                if ".." not in name
                else _joined(folder, name)
            )
    total = len(page.body) + sum(seen.values())
    assert total < 150_000, sorted(seen.items(), key=lambda item: -item[1])[:8]


def _joined(folder: str, name: str) -> str:
    while name.startswith("../"):
        folder, name = folder.rsplit("/", 1)[0], name.removeprefix("../")
    return f"{folder}/{name}"


# -- links that do not open --------------------------------------------------------------------


async def test_wrong_link(site: Site) -> None:
    """A link that was cut or made up gets a calm page, in the browser's language."""
    await invited(site)
    page = await site.stranger().get("/j/abc.def", **{"Accept-Language": "de"})
    assert page.status == 404
    assert "Dieser Link ist unvollständig" in page.words


async def test_cancelled_meeting(site: Site) -> None:
    """A meeting that was called off says so, in her own language, and posts lead nowhere."""
    meeting = await invited(site, language="es")
    link = await link_of(site, meeting)
    await site.services.meetings.cancel(meeting.org, meeting.id)
    page = await site.stranger().get(link)
    assert page.status == 410
    assert "Esta reunión se ha cancelado" in page.words
    posted = await site.stranger().post(link, {"capture": "yes"})
    assert posted.status == 410 and posted.cookies == {}
    assert await consents(site, meeting) == []


async def test_revoked_link(site: Site) -> None:
    """A link that a newer one has replaced leads to the latest mail."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    await site.services.meetings.reissue(meeting.org, meeting.id, meeting.invitees[0].id)
    page = await site.stranger().get(link)
    assert page.status == 410
    assert "This link is no longer valid" in page.words


async def test_banned(site: Site) -> None:
    """Whom the host has put out for good gets no further than this page."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    person = meeting.invitees[0]
    await site.services.meetings.bans.ban(meeting.org, meeting.id, person.id, by="max")
    page = await site.stranger().get(link)
    assert page.status == 403
    assert "The host has closed this meeting to you." in page.words
    assert (await site.stranger().post(link, {})).status == 403


async def test_meeting_is_over(site: Site, held: Held) -> None:
    """After the end the link leads to the receipt, by a POST, and no longer into the room."""
    link = await link_of(site, held.meeting)
    page = await site.stranger().get(link)
    assert page.status == 410
    assert "This meeting is over" in page.words
    ana = site.stranger()
    receipt = await ana.follow(link, {"way": "receipt"})
    assert "2 slides on your screen" in receipt.words
    assert (await site.stranger().post(link, {"capture": "yes"})).status == 410
