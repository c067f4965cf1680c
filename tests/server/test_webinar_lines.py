"""Lines that are full, floods of forms, and places that must be confirmed, as pages tell them."""

import pytest

from accounts import StaffRole
from scheduling.webinars import Approval, ApprovalMode, RegistrantState, lines
from server.middleware import line_of
from tests.server.signups import link_of, opened, registrants, sign_up
from tests.server.signups import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

HAND = Approval(ApprovalMode.HAND)


@pytest.fixture(autouse=True)
def rested(site: Site) -> None:
    """Nobody has signed up from here today."""
    site.services.pace._buckets.clear()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "The waiting list is full Please look again in a few days"),
        ("de", "Die Warteliste ist voll Bitte sehen Sie in einigen Tagen"),
    ],
)
async def test_full_line(
    site: Site, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    """The page says that the line is full, the same to a new and a known address."""
    monkeypatch.setattr(lines, "SHORTEST", 1)
    webinar = await opened(site, capacity=1)
    for n in range(3):
        await sign_up(site, webinar, email=f"n{n}@klinik.example.org")
    page = await site.stranger().get(f"/w/{webinar.slug}?lang={lang}")
    assert words in page.words
    assert '<form class="card"' not in page.body
    for n in (2, 9):
        answer = await sign_up(site, webinar, email=f"n{n}@klinik.example.org", lang=lang)
        assert words in answer.words
    assert len(await registrants(site, webinar)) == 3


async def test_full_for_some(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a rule decides, only whom it would not let in is told that registration is paused."""
    monkeypatch.setattr(lines, "SHORTEST", 1)
    rule = Approval(ApprovalMode.RULE, countries=("AT",))
    webinar = await opened(site, capacity=1, approval=rule)
    for n in range(3):
        await sign_up(site, webinar, email=f"n{n}@klinik.example.org", country="DE")
    refused = await sign_up(site, webinar, email="n3@klinik.example.org", country="DE")
    assert "Registration is paused" in refused.words
    assert (await sign_up(site, webinar, country="AT")).status == 303


async def test_pace_of_a_network(site: Site) -> None:
    """The two hundred and first of a day is asked to come back, in the page's language."""
    webinar = await opened(site)
    now = site.services.clock()
    while site.services.pace.take("127.0.0.1", "register_day", now):
        pass
    answer = await sign_up(site, webinar, lang="de")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3600")
    assert "Aus Ihrem Netz kommen zu viele Anmeldungen." in answer.words
    assert 'value="bob@klinik.example.org"' in answer.body
    assert await registrants(site, webinar) == ()


async def test_pace_of_an_address(site: Site) -> None:
    """An address can be typed ten times a day, in whatever webinars: its owner is not flooded."""
    webinars = [await opened(site) for _ in range(2)]
    answers = [
        await sign_up(site, webinars[n % 2], email=("A@x.example", "a@x.example")[n % 2])
        for n in range(11)
    ]
    assert [answer.status for answer in answers] == [303] * 10 + [429]
    assert "This address has been signed up many times today" in answers[-1].words
    mails = await site.services.outbox.search(site.org.id, size=200)
    assert len([mail for mail in mails.items if mail.facts.email.lower() == "a@x.example"]) <= 20


async def test_confirm(site: Site) -> None:
    """Behind the link one button keeps the place; looking alone keeps nothing."""
    webinar = await opened(site, approval=HAND)
    await sign_up(site, webinar, lang="fr")
    (bob,) = await registrants(site, webinar)
    path, visitor = await link_of(site, bob), site.stranger()
    assert "Please confirm your registration by" in (await visitor.get(f"{path}?lang=en")).words
    (bob,) = await registrants(site, webinar)
    assert bob.expires is not None
    page = await visitor.follow(f"{path}/registration", {"act": "confirm"})
    assert page.status == 200
    assert "Confirm your registration" not in page.words
    (bob,) = await registrants(site, webinar)
    assert (bob.expires, bob.state) == (None, RegistrantState.PENDING)


async def test_numbers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marketing sees how many have yet to confirm, and that the line is full."""
    monkeypatch.setattr(lines, "SHORTEST", 1)
    webinar = await opened(site, approval=HAND, capacity=1)
    for n in range(2):
        await sign_up(site, webinar, email=f"n{n}@klinik.example.org")
    mara = await site.person(name="Mara Lind", role=StaffRole.MARKETING)
    page = await mara.get(f"/webinars/{webinar.id}/people")
    assert "2 to decide. 2 of those who wait have yet to confirm" in page.words
    assert "Registration is paused. At most 2 may wait" in page.words
    assert page.words.count("Not confirmed yet") == 2


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("nonsense", None),
    ],
)
async def test_caller(address: str, line: str | None) -> None:
    """Limits count an IPv6 line as one, however many addresses it has."""
    assert line_of(address) == line
