"""The report of a webinar as a page: for whom, and what it says before, during and after."""

import re
from pathlib import Path

import pytest

from accounts import StaffRole
from decks.model import Version
from engagement.kinds import ConsentKind
from tests.server.held_meeting import approved
from tests.support.audience import Guest, Show, hold, planned, sign_up
from tests.support.site import Site, Visitor

GUESTS = (
    Guest("Ana Bergmann", answers=(1,), asks="How often a day?", claps=2),
    Guest("Ben Okafor", answers=(0,), asks="Is it safe?", anonymous=True),
    Guest("Cleo Marchetti", country="IT", comes=3, away=(12, 15)),
    Guest("Dana <b>Voss</b>", consents=()),
    Guest("Elif Kaya", specialty="Oncology", goes=14, sees=frozenset({0})),
    Guest("Finn Larsen", comes=None),
    Guest("Gita Rao", comes=None, excused=True),
    Guest("Hugo Brandt", answers=(1,), sees=frozenset({0, 1})),
    Guest("Ivo Novak"),
    Guest("Jana Keller"),
)


@pytest.fixture
async def mara(site: Site) -> Visitor:
    return await site.person(StaffRole.MARKETING, "Mara Lind")


@pytest.fixture
async def version(site: Site, mara: Visitor, tmp_path: Path) -> Version:
    return await approved(site, tmp_path, mara)


@pytest.fixture
async def show(site: Site, mara: Visitor, version: Version) -> Show:
    return await hold(await planned(site, mara, version), GUESTS)


async def test_the_morning_after(mara: Visitor, show: Show) -> None:
    """Attendance, slides, agenda, polls, questions, people: all on one page."""
    page = await mara.get(show.address)
    assert page.status == 200
    words = page.words
    assert "Registered" in words and "80%" in words
    assert "Most attention: slide 1, Hello, 100%. Least: slide 3, Safety, 83%." in words
    assert "3 of 8 who were there answered · 2 right (67%)" in words
    assert "How often a day? Ana Bergmann" in words
    assert "Is it safe? Without a name" in words
    assert "1 of 8 did not agree to capture" in words
    assert "No score: did not agree to capture" in words
    assert "30 of 30 minutes watched" in words
    assert "24 of 30 minutes watched, 3 minutes away taken off" in words


async def test_names_are_text(mara: Visitor, show: Show) -> None:
    """What a registrant typed is text on the page, whatever it looks like."""
    page = await mara.get(show.address)
    assert "Dana &lt;b&gt;Voss&lt;/b&gt;" in page.body


async def test_the_same_as_a_table(mara: Visitor, show: Show) -> None:
    """The picture has a title, words and a table for who does not see it."""
    body = (await mara.get(show.address)).body
    assert re.search(r'<svg class="curve"[^>]*role="img" aria-labelledby="curve-title', body)
    assert '<desc id="curve-words">From ' in body
    table = re.search(r"Slides in the order of the show</caption>.*?</table>", body, re.DOTALL)
    assert table is not None
    assert re.findall(r">(\d+%)<", table[0]) == ["100%", "86%", "83%"]
    assert f"/slides/{show.version.id}/1/0/thumb" in body


async def test_links_to_it(site: Site, mara: Visitor, version: Version) -> None:
    """The webinar's page and the list of webinars lead to the report once it has begun."""
    show = await planned(site, mara, version)
    link = f'href="{show.address}"'
    assert link not in (await mara.get(f"/webinars/{show.webinar.id}")).body
    await hold(show, GUESTS[:1], end=False)
    assert link in (await mara.get(f"/webinars/{show.webinar.id}")).body
    assert link in (await mara.get("/webinars")).body


async def test_people_are_searched_and_sorted(mara: Visitor, show: Show) -> None:
    """Words, part and order of the people's table."""

    async def names(query: str) -> list[str]:
        body = (await mara.get(f"{show.address}?{query}")).body
        part = body[body.index('id="people"') :]
        return re.findall(r'<th scope="row"><span>([^<]+)<br>', part)

    assert await names("q=oncology") == ["Elif Kaya"]
    assert await names("came=no_show") == ["Finn Larsen"]
    assert (await names("sort=minutes"))[-3:] == ["Elif Kaya", "Finn Larsen", "Gita Rao"]
    assert (await names("sort=score"))[0] == "Ana Bergmann"
    assert "Nobody fits" in (await mara.get(f"{show.address}?q=zzz")).words
    assert (await mara.get(f"{show.address}?sort=beauty")).status == 422


async def test_pages_of_people(site: Site, mara: Visitor, version: Version) -> None:
    """Fifty people a page."""
    many = [Guest(f"Guest {place:03}", comes=None) for place in range(60)]
    show = await hold(await planned(site, mara, version), many)
    first, last = await mara.get(show.address), await mara.get(f"{show.address}?page=2")
    assert "Guest 049" in first.words and "Guest 050" not in first.words
    assert "Guest 059" in last.words and "page 2 of 2" in last.words


async def test_nobody_came(site: Site, mara: Visitor, version: Version) -> None:
    """An empty hall is said to be one."""
    show = await hold(await planned(site, mara, version), [Guest("Finn Larsen", comes=None)])
    words = (await mara.get(show.address)).words
    assert "Nobody came" in words and "0%" in words


async def test_before_the_show(site: Site, mara: Visitor, version: Version) -> None:
    """What is not held yet is no failure of anybody."""
    show = await planned(site, mara, version)
    await sign_up(show, GUESTS)
    words = (await mara.get(show.address)).words
    assert "Not held yet" in words and "Registered" in words
    assert "Not here yet" in words and "Walked in" not in words


async def test_during_the_show(site: Site, mara: Visitor, version: Version) -> None:
    """While it runs the page says that the figures go so far."""
    show = await hold(await planned(site, mara, version), GUESTS, end=False)
    words = (await mara.get(show.address)).words
    assert "Still running. These are the figures so far" in words
    assert "Not here yet" in words


async def test_compared(site: Site, mara: Visitor, version: Version) -> None:
    """Beside the earlier ones of the series, or else the last ones."""
    first = await planned(site, mara, version, title="Part one", series="Heart")
    other = await planned(site, mara, version, title="Something else", ahead=3)
    second = await planned(site, mara, version, title="Part two", series="Heart", ahead=5)
    await hold(first, GUESTS[:2])
    await hold(other, GUESTS[:1])
    await hold(second, GUESTS)
    words = (await mara.get(second.address)).words
    compared = words[words.index("Compared with earlier webinars") : words.index("People Search")]
    assert "Part one" in compared and "Something else" not in compared
    assert re.search(r"Part one .*? 2 2 100% 30 minutes – 2", compared)
    assert "first webinar that was held here" in (await mara.get(first.address)).words


@pytest.mark.parametrize("role", [StaffRole.COMPLIANCE, StaffRole.ADMIN])
async def test_readers(site: Site, show: Show, role: StaffRole) -> None:
    """Compliance and administrators read it."""
    reader = await site.person(role, "Rita Reader")
    assert (await reader.get(show.address)).status == 200


async def test_reps_of_the_crew(site: Site, show: Show) -> None:
    """A rep reads the report of a show that she was on the crew of, and of no other."""
    rep = await site.person(name="Carl Roth")
    assert rep.staff is not None
    assert (await rep.get(show.address)).status == 403
    me = rep.staff
    running = await planned(site, show.host, show.version, ahead=5)
    await site.services.crew.add_staff(
        me.org, running.webinar.id, me.id, me.name, me.email, "presenter"
    )
    assert (await rep.get(running.address)).status == 200


async def test_strangers(site: Site, show: Show) -> None:
    """Signed out it is the login page; another organisation has no such webinar."""
    assert (await site.stranger().get(show.address)).status in (303, 401)
    foreign = await site.services.accounts.organisations.create(
        "Other Pharma", language="en", zone="UTC"
    )
    mallory = await site.person(StaffRole.MARKETING, "Mallory Other", foreign)
    assert (await mallory.get(show.address)).status == 404
    assert (await mallory.get("/webinars/nothing/report")).status == 404


def test_consents_of_the_cast() -> None:
    """Dana agreed to nothing, and the others to capture."""
    agreed = {guest.name for guest in GUESTS if ConsentKind.CAPTURE in guest.consents}
    assert len(agreed) == len(GUESTS) - 1
