"""Lists of people for a webinar: signed up in the background, once, with all errors told."""

import asyncio
import io
from collections import Counter

import pytest
import pytest_asyncio
from aiohttp import FormData

from accounts import StaffRole
from scheduling.mails import MailKind
from scheduling.webinars import Registration, Webinar
from scheduling.webinars.lists import ListState, Outcome, PeopleList, Upload
from server.wiring.importing import ListImports
from tests.server.signups import opened, registrants
from tests.server.signups import site as site
from tests.support.site import Answer, Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = "name,email,country\n"
THREE = HEAD + "".join(f"Dr n{n},n{n}@klinik.example.org,AT\n" for n in range(3))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def marketing(site: Site) -> Visitor:
    return await site.person(name="Mara Lind", role=StaffRole.MARKETING)


def form(text: str, once: str = "") -> FormData:
    """The dialog of the people's page, filled in."""
    data = FormData()
    data.add_field("once", once)
    data.add_field("file", io.BytesIO(text.encode()), filename="people.csv")
    return data


async def send(visitor: Visitor, webinar: Webinar, text: str, once: str = "") -> Answer:
    return await visitor.post(f"/webinars/{webinar.id}/people", form(text, once))


async def result(site: Site, webinar: Webinar, answer: Answer) -> PeopleList:
    """The list that an upload has become, when it is over."""
    id = answer.location.rpartition("/")[2]
    return await site.services.list_imports.finished(site.org.id, webinar.id, id)


async def mails(site: Site, webinar: Webinar) -> Counter[MailKind]:
    found = await site.services.outbox.search(site.org.id, meeting=webinar.id, size=200)
    return Counter(each.kind for each in found.items if each.kind is not MailKind.REMIND)


async def test_import(site: Site, marketing: Visitor) -> None:
    """A list signs everybody up; its page tells which rows could not be used, and why."""
    webinar = await opened(site, public=False)
    text = THREE + "Nobody,,\nDr x,x@klinik.example.org,Austria\nDr n0,N0@klinik.example.org,\n"
    answer = await send(marketing, webinar, text)
    done = await result(site, webinar, answer)
    assert (done.state, done.percent) == (ListState.DONE, 100)
    page = await marketing.get(answer.location)
    assert "Signed up 3 Registered already 1 Could not be used 2" in page.words
    assert "Row 5 Please give an e-mail address that can be used." in page.words
    assert "Row 6 Please choose a country." in page.words
    assert {each.source for each in await registrants(site, webinar)} == {"import"}
    assert "people.csv" in (await marketing.get(f"/webinars/{webinar.id}/people")).words


async def test_sent_twice(site: Site, marketing: Visitor) -> None:
    """A form that is sent twice, at once and later, is one list and one mail for each."""
    webinar = await opened(site)
    both = await asyncio.gather(*(send(marketing, webinar, THREE, "mark") for _ in range(2)))
    await result(site, webinar, both[0])
    again = await send(marketing, webinar, THREE, "mark")
    assert {each.location for each in (*both, again)} == {both[0].location}
    assert await mails(site, webinar) == {MailKind.CONFIRM: 3}


async def test_same_file_at_work(site: Site, marketing: Visitor) -> None:
    """A file that is at work already is not begun again from another tab."""
    webinar = await opened(site)
    async with site.services.list_imports._turn:
        one = await send(marketing, webinar, THREE, "one tab")
        two = await send(marketing, webinar, THREE, "another")
        assert one.location == two.location
        other = await send(marketing, webinar, HEAD + "Dr y,y@klinik.example.org,\n", "third")
        assert other.location != one.location
    for answer in (one, other):
        await result(site, webinar, answer)
    assert len(await registrants(site, webinar)) == 4


async def test_progress(site: Site, marketing: Visitor) -> None:
    """While it is at work the page tells how far it is, to scripts and to readers."""
    webinar = await opened(site)
    async with site.services.list_imports._turn:
        answer = await send(marketing, webinar, THREE)
        figures = await marketing.get(answer.location, Accept="application/json")
        assert figures.body == '{"over":false,"percent":0}'
        page = await marketing.get(answer.location)
        assert "You may leave this page: the work goes on." in page.words
        assert 'http-equiv="refresh"' in page.body
        people = await marketing.get(f"/webinars/{webinar.id}/people")
        assert "people.csv is being imported." in people.words
    await result(site, webinar, answer)


async def test_stop(site: Site, marketing: Visitor) -> None:
    """Whoever stops a list is told what was left; nobody of it is signed up later."""
    webinar = await opened(site)
    async with site.services.list_imports._turn:
        answer = await send(marketing, webinar, THREE)
        page = await marketing.follow(f"{answer.location}/stop")
        assert "Stopped before the end 3 rows were left." in page.words
    assert (await result(site, webinar, answer)).state is ListState.STOPPED
    assert await registrants(site, webinar) == ()


async def test_restart(site: Site) -> None:
    """A server that stops in the middle goes on at the next start: each is signed up once."""
    webinar, parts = await opened(site), site.services
    ours = parts.list_imports

    def server() -> ListImports:
        return ListImports(ours.lists, parts.webinars, parts.registrations, parts.directory)

    people = [Registration(f"Dr n{n}", f"n{n}@klinik.example.org") for n in range(30)]
    found = await ours.lists.add(webinar, Upload("mara", "restart", "people.csv", people))
    for _ in range(3):
        stopped = server()
        await stopped.start()
        before = (await ours.lists.get(found.org, webinar.id, found.id)).percent
        while (await ours.lists.get(found.org, webinar.id, found.id)).percent < before + 10:
            await asyncio.sleep(0.01)
        await stopped.close()
        await stopped.close()
    last = server()
    await last.start()
    done = await last.finished(found.org, webinar.id, found.id)
    assert (done.state, done.counts[Outcome.REGISTERED]) == (ListState.DONE, 30)
    assert await mails(site, webinar) == {MailKind.CONFIRM: 30}
    assert (await parts.webinars.get(found.org, webinar.id)).taken == 30


async def test_webinar_that_ends(site: Site, marketing: Visitor) -> None:
    """Rows whose turn comes when the webinar is over say so."""
    webinar = await opened(site)
    async with site.services.list_imports._turn:
        answer = await send(marketing, webinar, THREE)
        await site.services.meetings.start(site.org.id, webinar.id)
        await site.services.meetings.end(site.org.id, webinar.id)
    assert (await result(site, webinar, answer)).counts[Outcome.WRONG] == 3
    assert "Row 2 This webinar is over." in (await marketing.get(answer.location)).words


async def test_page_closed_while_it_is_sent(site: Site, marketing: Visitor) -> None:
    """Of an upload that breaks off nothing is kept."""
    webinar = await opened(site)
    host, port = site.client.host, site.client.port
    assert port is not None
    reader, writer = await asyncio.open_connection(host, port)
    cookies = "; ".join(f"{name}={value}" for name, value in marketing.cookies.items())
    part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    head = (
        f"POST /webinars/{webinar.id}/people HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Cookie: {cookies}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 5000\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\n\r\n{part}{THREE}"
    )
    writer.write(head.encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    # The server has seen the end of it when it answers the next one.
    assert (await marketing.get(f"/webinars/{webinar.id}/people")).status == 200
    assert await site.services.list_imports.lists.recent(site.org.id, webinar.id) == []
    assert await registrants(site, webinar) == ()


@pytest.mark.parametrize(
    "text",
    ["", "name,mail\nDr x,x@y.example\n", HEAD + "Dr x,x@y.example,\n" * 5_001,
     HEAD + '"' + "x" * 200_000 + '",x@y.example,\n'],
    ids=["empty", "other columns", "too long", "no CSV"],
)  # fmt: skip
async def test_no_list(site: Site, marketing: Visitor, text: str) -> None:
    """What is no list of people is refused in words, and nothing is kept."""
    webinar = await opened(site)
    page = await marketing.follow(f"/webinars/{webinar.id}/people", form(text))
    assert "Choose a CSV file of up to 5,000 rows" in page.body
    assert await site.services.list_imports.lists.recent(site.org.id, webinar.id) == []


async def test_who_may(site: Site, marketing: Visitor) -> None:
    """Reps read and neither import nor stop; another organisation finds nothing."""
    webinar, other = await opened(site), await opened(site)
    answer = await send(marketing, webinar, THREE)
    await result(site, webinar, answer)
    rep = await site.person(name="Max Reader")
    assert (await rep.get(answer.location)).status == 200
    assert (await send(rep, webinar, THREE)).status == 403
    assert (await rep.post(f"{answer.location}/stop")).status == 403
    elsewhere = answer.location.replace(webinar.id, other.id)
    assert (await marketing.get(elsewhere)).status == 404
    org = await site.services.accounts.organisations.create("Two", language="en", zone="UTC")
    stranger = await site.person(name="Eve Two", role=StaffRole.MARKETING, org=org)
    assert (await stranger.get(answer.location)).status == 404
    assert (await stranger.post(f"{answer.location}/stop")).status == 404
