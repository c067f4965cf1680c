"""The HCP's pages: landing, joining, the room's page, taking back, receipt."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from engagement.consents import Means
from engagement.kinds import ConsentKind
from scheduling.moments import wall_of
from scheduling.plans import Host, Invitee, MediaPath, Meeting, Person, Plan
from scheduling.tokens import Purpose
from server.pages.agreements import AGREEMENTS, VERSION
from server.pages.guests import DOORS_MS, JOIN_COOKIE, is_open
from tests.server.held_meeting import Held, hold
from tests.support.site import Answer, Site, Visitor, running

MINUTE = 60_000

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """One server for this file: each test has its own rep and its own meeting."""
    async with running(tmp_path_factory.mktemp("join") / "data") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def held(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """A meeting that has taken place; Ana agreed to capture, and may take that back."""
    return await hold(site, tmp_path_factory.mktemp("held"), await rep_of(site))


async def rep_of(site: Site, name: str = "Max Stein") -> Visitor:
    """The rep of this name; signing in takes a while, so each does it once."""
    known = REPS.get(name)
    if known is None:
        known = REPS[name] = await site.person(name=name)
    return known


REPS: dict[str, Visitor] = {}


async def invited(site: Site, ahead: int = 10 * MINUTE, **person: str) -> Meeting:
    """A meeting of Max with Ana, so far ahead."""
    rep = await rep_of(site)
    assert rep.staff is not None
    ana = replace(Person("hcp-1", "Dr Ana Bergmann", "ana@klinik.example.org"), **person)
    plan = Plan(
        title="The new data",
        wall=wall_of(site.services.clock() + ahead, "Europe/Berlin"),
        zone="Europe/Berlin",
        minutes=30,
        people=(ana,),
    )
    who = Host(rep.staff.id, "Max Stein", "max@pharma.example.org", site.org.name)
    return await site.services.meetings.create(site.org.id, plan, who)


async def link_of(site: Site, meeting: Meeting, invitee: Invitee | None = None) -> str:
    """The path of an invitee's link."""
    person = invitee or meeting.invitees[0]
    return f"/j/{await site.services.links.token(meeting.org, person.id)}"


async def joined(site: Site, meeting: Meeting, **form: str) -> Visitor:
    """Ana in her own browser, past the landing page."""
    ana = site.stranger()
    answer = await ana.post(await link_of(site, meeting), form)
    assert answer.status == 303, answer.words
    return ana


def page_of(answer: Answer) -> dict[str, Any]:
    """The data that the page's scripts start from."""
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', answer.body)
    assert found, answer.body[-500:]
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


async def consents(site: Site, meeting: Meeting) -> list[tuple[str, bool]]:
    """Every answer that the ledger has of Ana, oldest first."""
    person = meeting.invitees[0]
    entries = await site.services.consents.entries(meeting.org, meeting.id, person.id)
    return [(entry.kind.value, entry.given) for entry in entries]


# -- the landing page --------------------------------------------------------------------------


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


# -- the door ----------------------------------------------------------------------------------


async def test_too_early(site: Site) -> None:
    """Long before the start she can try her devices; the door says when it opens."""
    meeting = await invited(site, ahead=3 * 60 * MINUTE)
    link = await link_of(site, meeting)
    page = await site.stranger().get(link)
    assert page.status == 200
    assert "The room opens 30 minutes before" in page.words
    assert re.search(r'data-part="join" disabled', page.body)
    posted = await site.stranger().post(link, {"capture": "yes"})
    assert posted.status == 409 and posted.cookies == {}
    assert await consents(site, meeting) == []


async def test_early_host_opens_the_door(site: Site) -> None:
    """When the host is there already, she may come in before the time."""
    meeting = await invited(site, ahead=3 * 60 * MINUTE)
    await site.services.meetings.start(meeting.org, meeting.id)
    assert (await site.stranger().post(await link_of(site, meeting), {})).status == 303


async def test_door_by_the_clock(site: Site) -> None:
    """The door opens at one moment, to the millisecond."""
    meeting = await invited(site)
    opens = meeting.starts - DOORS_MS
    assert [is_open(meeting, opens - 1), is_open(meeting, opens)] == [False, True]


# -- joining -----------------------------------------------------------------------------------


async def test_join(site: Site) -> None:
    """The answers are in the ledger with their words; a cookie stands for the link from now on."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    ana = site.stranger()
    answer = await ana.post(link, {"capture": "yes", "recording": "yes", "lang": "en"})
    assert answer.status == 303 and answer.location == f"/room/{meeting.id}?lang=en"
    assert await consents(site, meeting) == [
        ("capture", True),
        ("attention", False),
        ("recording", True),
    ]
    person = meeting.invitees[0]
    entry = (await site.services.consents.entries(meeting.org, meeting.id, person.id))[0]
    assert (entry.version, entry.language, entry.means) == (VERSION, "en", Means.LANDING_PAGE)
    assert "Max sees which slides you spent time on" in entry.text
    assert "Pharma One keeps which slides were on your screen" in entry.text
    claim = site.services.tokens.read(ana.cookies[JOIN_COOKIE], Purpose.JOIN)
    assert (claim.meeting, claim.participant, claim.role) == (meeting.id, person.id, "attendee")
    again = await site.services.meetings.get(meeting.org, meeting.id)
    assert again.invitees[0].link is not None and again.invitees[0].link.used is not None


async def test_cookie(site: Site) -> None:
    """Scripts and other sites never see the cookie; it opens no socket by itself."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), {})
    header = answer.headers["Set-Cookie"]
    assert header.startswith(f"{JOIN_COOKIE}=")
    for attribute in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert attribute in header
    assert "Domain" not in header


async def test_secret_stays_behind(site: Site) -> None:
    """The link's secret is in no later page and no redirect."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    secret = link.rsplit(".", 1)[1]
    ana = site.stranger()
    answer = await ana.post(link, {})
    room = await ana.get(answer.location)
    assert room.status == 200
    assert secret not in answer.location + room.body + ana.cookies[JOIN_COOKIE]


async def test_nothing_is_agreed_to_by_itself(site: Site) -> None:
    """Who touches no switch has said no to everything, and still comes in."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    assert {given for _, given in await consents(site, meeting)} == {False}
    data = page_of(await ana.get(f"/room/{meeting.id}"))
    assert data["capture"] == {"slides": False, "attention": False, "recording": False}


async def test_attention_alone_is_a_no(site: Site) -> None:
    """Attention is a part of capture: a form that says yes to the part alone says no."""
    meeting = await invited(site)
    await joined(site, meeting, attention="yes")
    assert ("attention", False) in await consents(site, meeting)


async def test_answers_are_remembered(site: Site) -> None:
    """Who opens the link again finds the switches as they were."""
    meeting = await invited(site)
    await joined(site, meeting, capture="yes")
    page = await site.stranger().get(await link_of(site, meeting))
    assert re.findall(r'name="(\w+)" value="yes" checked', page.body) == ["capture"]


async def test_slides_only(site: Site) -> None:
    """The second button leads into the room without camera and pictures."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), {"way": "slides"})
    assert answer.location == f"/room/{meeting.id}?way=slides"


@pytest.mark.parametrize(
    "form", [{"capture": "no"}, {"role": "host"}, {"way": "in"}, {"capture": "yes", "x": "1"}]
)
async def test_malformed_join(site: Site, form: dict[str, str]) -> None:
    """A form of another shape is refused whole."""
    meeting = await invited(site)
    answer = await site.stranger().post(await link_of(site, meeting), form)
    assert answer.status == 422 and JOIN_COOKIE not in answer.cookies
    assert await consents(site, meeting) == []


async def test_join_from_another_site(site: Site) -> None:
    """Another site's page cannot send her in."""
    meeting = await invited(site)
    link = await link_of(site, meeting)
    answer = await site.stranger().post(link, {}, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403 and JOIN_COOKIE not in answer.cookies


# -- the room's page ---------------------------------------------------------------------------


async def test_room(site: Site) -> None:
    """The page of the room carries what its scripts need, and a token that opens this room."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes")
    page = await ana.get(f"/room/{meeting.id}")
    assert page.status == 200
    data = page_of(page)
    person = meeting.invitees[0]
    assert (data["meeting"], data["me"], data["role"]) == (meeting.id, person.id, "attendee")
    assert data["capture"] == {"slides": True, "attention": True, "recording": False}
    assert data["host"] == {"id": meeting.host.id, "name": "Max Stein", "given": "Max"}
    claim = site.services.tokens.read(data["token"], Purpose.PARTICIPANT)
    assert (claim.org, claim.meeting, claim.participant) == (meeting.org, meeting.id, person.id)
    assert not claim.admitted


async def test_room_token_is_renewed(site: Site) -> None:
    """A program that asks for JSON gets the page's data with a fresh token."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    answer = await ana.get(f"/room/{meeting.id}", Accept="application/json")
    data = json.loads(answer.body)
    assert site.services.tokens.read(data["token"]).participant == meeting.invitees[0].id
    stranger = await site.stranger().get(f"/room/{meeting.id}", Accept="application/json")
    assert stranger.status == 401 and json.loads(stranger.body)["code"] == "no-cookie"


async def test_room_without_cookie(site: Site) -> None:
    """Without the cookie the room's page leads back to the link."""
    meeting = await invited(site)
    page = await site.stranger().get(f"/room/{meeting.id}")
    assert page.status == 404
    assert "Please open your link again" in page.words


async def test_cookie_of_another_meeting(site: Site) -> None:
    """A cookie opens one meeting; at another's door it is as good as none."""
    first = await invited(site)
    rep = await rep_of(site, "Mona Else")
    assert rep.staff is not None
    plan = Plan("Another", first.wall, first.zone, 30, (Person("h2", "Eva", "eva@x.example.org"),))
    host = Host(rep.staff.id, rep.staff.name, rep.staff.email, site.org.name)
    second = await site.services.meetings.create(site.org.id, plan, host)
    ana = await joined(site, first)
    page = await ana.get(f"/room/{second.id}")
    assert page.status == 404 and "was last used for another meeting" in page.words
    withdrawal = {"withdraw": "capture"}
    refused = await ana.post(f"/room/{second.id}/consent", withdrawal, Accept="application/json")
    assert refused.status == 401


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é"])
async def test_forged_cookie(site: Site, cookie: str) -> None:
    """A cookie that we have not signed opens nothing."""
    meeting = await invited(site)
    forger = site.stranger()
    forger.cookies[JOIN_COOKIE] = cookie
    assert (await forger.get(f"/room/{meeting.id}")).status == 404


async def test_participant_token_is_no_cookie(site: Site) -> None:
    """The token of sockets and media does not open pages: each is good for its own purpose."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    token = page_of(await ana.get(f"/room/{meeting.id}"))["token"]
    forger = site.stranger()
    forger.cookies[JOIN_COOKIE] = token
    assert (await forger.get(f"/room/{meeting.id}")).status == 404


async def test_revoked_while_inside(site: Site) -> None:
    """A link that is taken back closes the room's page as well."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    await site.services.meetings.cancel(meeting.org, meeting.id)
    page = await ana.get(f"/room/{meeting.id}")
    assert page.status == 410 and "This meeting was cancelled" in page.words


async def test_room_after_the_end(site: Site, held: Held) -> None:
    """After the end the room's address leads to the receipt."""
    ana = site.stranger()
    await ana.post(await link_of(site, held.meeting), {"way": "receipt"})
    answer = await ana.get(f"/room/{held.meeting.id}")
    assert answer.status == 303 and answer.location.startswith(f"/room/{held.meeting.id}/receipt")


# -- taking back, and the receipt --------------------------------------------------------------


async def test_withdraw_in_the_room(site: Site) -> None:
    """One consent is taken back in the words it was given in; the others stay."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes", recording="yes")
    answer = await ana.post(
        f"/room/{meeting.id}/consent", {"withdraw": "attention"}, Accept="application/json"
    )
    assert json.loads(answer.body) == {"slides": True, "attention": False, "recording": True}
    assert (await consents(site, meeting))[3:] == [("attention", False)]


async def test_withdrawing_capture_takes_attention_along(site: Site) -> None:
    """Without the whole there is no part."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes")
    await ana.post(f"/room/{meeting.id}/consent", {"withdraw": "capture"})
    person = meeting.invitees[0]
    now = await site.services.consents.current(meeting.org, meeting.id, person.id)
    assert not now.allows(ConsentKind.CAPTURE) and not now.attention


@pytest.mark.parametrize("form", [{}, {"withdraw": "all"}, {"withdraw": "capture", "x": "1"}])
async def test_malformed_withdrawal(site: Site, form: dict[str, str]) -> None:
    """A withdrawal of another shape is refused."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes")
    assert (await ana.post(f"/room/{meeting.id}/consent", form)).status == 422


async def test_withdraw_without_cookie(site: Site) -> None:
    """Nobody takes back what is not theirs."""
    meeting = await invited(site)
    await joined(site, meeting, capture="yes")
    answer = await site.stranger().post(f"/room/{meeting.id}/consent", {"withdraw": "capture"})
    assert answer.status == 404
    assert ("capture", False) not in await consents(site, meeting)


async def test_receipt(site: Site, held: Held) -> None:
    """What was captured, in plain words and counts, and under which text."""
    ana = site.stranger()
    page = await ana.follow(await link_of(site, held.meeting), {"way": "receipt"})
    for words in (
        "You took part",
        "2 slides on your screen",
        "1 click on a slide",
        "1 question",
        "May we keep what you look at?",
    ):
        assert words in page.words, page.words
    assert "whether this page was in front" not in page.words.split("What you agreed to")[0]


async def test_receipt_takes_back(site: Site, held: Held) -> None:
    """A consent is taken back on the receipt, and the receipt then says so."""
    ana = site.stranger()
    await ana.post(await link_of(site, held.meeting), {"way": "receipt"})
    page = await ana.follow(
        f"/room/{held.meeting.id}/consent", {"withdraw": "capture", "back": "receipt"}
    )
    assert "Take back" not in page.words
    assert "2 slides on your screen" in page.words


async def test_receipt_of_nothing(site: Site) -> None:
    """Who has not been in the room yet reads that nothing is kept."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    page = await ana.get(f"/room/{meeting.id}/receipt")
    assert page.status == 200 and "Nothing so far" in page.words


async def test_receipt_is_hers_alone(site: Site, held: Held) -> None:
    """Without the cookie of this meeting there is no receipt."""
    assert (await site.stranger().get(f"/room/{held.meeting.id}/receipt")).status == 404


# -- the check ---------------------------------------------------------------------------------


async def test_check_is_kept(site: Site) -> None:
    """What the check has found stands with the invitee, for the host to see."""
    meeting = await invited(site)
    found = {"camera": True, "microphone": True, "sound": False, "path": "udp"}
    answer = await site.stranger().post(f"{await link_of(site, meeting)}/check", json.dumps(found))
    assert answer.status == 204
    again = await site.services.meetings.get(meeting.org, meeting.id)
    check = again.invitees[0].check
    assert check is not None
    assert (check.camera, check.microphone, check.sound) == (True, True, False)
    assert check.path is MediaPath.UDP


@pytest.mark.parametrize("body", ["", "[]", '{"camera": 1}', '{"path": "carrier pigeon"}'])
async def test_malformed_check(site: Site, body: str) -> None:
    """A report of another shape is refused."""
    meeting = await invited(site)
    answer = await site.stranger().post(f"{await link_of(site, meeting)}/check", body)
    assert answer.status in (400, 422)


async def test_check_by_a_wrong_link(site: Site) -> None:
    """A link that does not open reports nothing."""
    found = {"camera": True, "microphone": True, "sound": False, "path": "udp"}
    answer = await site.stranger().post("/j/abc/check", json.dumps(found))
    assert answer.status == 404
