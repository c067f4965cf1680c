"""The HCP directory: found, added, changed, read."""

import pytest

from accounts import StaffRole
from engagement import tables
from engagement.consents import Answer, Means
from engagement.kinds import ConsentKind
from engagement.people import Hcp, HcpFields
from scheduling.moments import wall_of
from scheduling.plans import Host, Person, Plan
from tests.support.site import Site, Visitor

ANA = {
    "title": "Dr",
    "given_name": "Ana",
    "family_name": "Bergmann",
    "email": "ana@klinik.example.org",
    "specialty": "Cardiology",
    "language": "de",
    "country": "DE",
    "zone": "Europe/Berlin",
}


@pytest.fixture
async def rep(site: Site) -> Visitor:
    """A rep."""
    return await site.person()


async def ana(site: Site, rep: Visitor) -> Hcp:
    """Dr Ana Bergmann in the directory."""
    assert rep.staff
    card = HcpFields(
        title="Dr", given_name="Ana", family_name="Bergmann", email="ana@klinik.example.org"
    )
    parts = site.services
    return await parts.directory.create(site.org.id, card, by=rep.staff.id, now=parts.clock())


async def test_add(site: Site, rep: Visitor) -> None:
    """A new HCP has a page of their own and stands in the list."""
    page = await rep.follow("/hcps", ANA)
    assert "Dr Ana Bergmann is in the directory now." in page.words
    assert "Cardiology · Germany" in page.words
    assert "No interactions yet" in page.words
    assert "Dr Ana Bergmann" in (await rep.get("/hcps?q=bergmann")).words


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("given_name", "", "must not be empty"),
        ("email", "ana@", "no e-mail address"),
        ("npi", "12", "10 digits"),
        ("zone", "Berlin", "no time zone"),
        ("country", "Germany", "two letters"),
    ],
)
async def test_add_refused(rep: Visitor, field: str, value: str, sentence: str) -> None:
    """A bad value is named beside its field; the rest stays as it was typed."""
    answer = await rep.post("/hcps", ANA | {field: value})
    assert answer.status == 422
    assert sentence in answer.words
    assert 'value="Bergmann"' in answer.body
    assert f'id="{field}-error"' in answer.body


async def test_add_twice(site: Site, rep: Visitor) -> None:
    """An address that is taken leads to the HCP who has it."""
    known = await ana(site, rep)
    answer = await rep.post("/hcps", ANA)
    assert answer.status == 422
    assert f'href="/hcps/{known.id}"' in answer.body


async def test_names_are_text(rep: Visitor) -> None:
    """A name with markup in it is shown, not run."""
    page = await rep.follow("/hcps", ANA | {"family_name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page.body
    assert "&lt;script&gt;alert(1)" in page.body


async def test_change(site: Site, rep: Visitor) -> None:
    """What was changed is stored; what the form does not have stays."""
    known = await ana(site, rep)
    form = await rep.get(f"/hcps/{known.id}/edit")
    assert 'value="ana@klinik.example.org"' in form.body
    page = await rep.follow(f"/hcps/{known.id}", ANA | {"specialty": "Oncology"})
    assert "Saved." in page.words
    assert "Oncology" in page.words


async def test_search(site: Site, rep: Visitor) -> None:
    """Accents and capitals do not matter; an empty result and an empty directory differ."""
    assert "No HCPs yet" in (await rep.get("/hcps")).words
    await rep.post("/hcps", ANA | {"family_name": "Müller"})
    assert "Ana Müller" in (await rep.get("/hcps?q=MULLER")).words
    assert "Nobody matches “nobody”" in (await rep.get("/hcps?q=nobody")).words


async def test_pages(site: Site, rep: Visitor) -> None:
    """A long list comes in pages that keep the search."""
    for number in range(27):
        card = {"given_name": "Ana", "family_name": f"Berg {number:02}"}
        await rep.post("/hcps", card)
    first, second = await rep.get("/hcps?q=berg"), await rep.get("/hcps?q=berg&page=2")
    assert "27 HCPs · page 1 of 2" in first.words
    assert 'href="/hcps?q=berg&amp;page=2"' in first.body
    assert "Berg 26" in second.words and "Berg 00" not in second.words


@pytest.mark.parametrize("query", ["page=0", "page=x", "q=" + "x" * 300])
async def test_bad_query(rep: Visitor, query: str) -> None:
    """A query that cannot be is refused in plain words."""
    assert (await rep.get(f"/hcps?{query}")).status == 422


async def test_foreign_hcp(site: Site, rep: Visitor) -> None:
    """Another organisation's HCP is not there, to read or to change."""
    known = await ana(site, rep)
    other = await site.services.accounts.organisations.create("Pharma Two")
    bob = await site.person(StaffRole.REP, "Bob Other", other)
    assert (await bob.get(f"/hcps/{known.id}")).status == 404
    assert (await bob.get(f"/hcps/{known.id}/edit")).status == 404
    assert (await bob.post(f"/hcps/{known.id}", ANA)).status == 404
    assert "Nobody matches" in (await bob.get("/hcps?q=bergmann")).words


async def test_compliance_reads(site: Site, rep: Visitor) -> None:
    """Compliance reads the directory and finds no button that it may not press."""
    known = await ana(site, rep)
    reader = await site.person(StaffRole.COMPLIANCE, "Carla Compliance")
    page = await reader.get(f"/hcps/{known.id}")
    assert page.status == 200
    assert "Schedule a meeting" not in page.words
    assert (await reader.get("/hcps/new")).status == 403
    assert (await reader.post("/hcps", ANA)).status == 403


async def test_consents(site: Site, rep: Visitor) -> None:
    """The latest answer of each kind stands there; each with the text that was shown."""
    known = await ana(site, rep)
    texts = {
        ConsentKind.CAPTURE: "Max may see which slides I look at.",
        ConsentKind.ATTENTION: "Max may see whether this tab is in front.",
    }
    answers = [
        Answer(kind, kind is ConsentKind.CAPTURE, "3", "en", text) for kind, text in texts.items()
    ]
    now = site.services.clock()
    await site.services.consents.record(
        site.org.id, "m1", "p1", known.id, answers, Means.LANDING_PAGE, now
    )
    page = await rep.get(f"/hcps/{known.id}")
    for text in texts.values():
        assert text in page.words
    assert page.body.count("Agreed") == 2  # in the card and in the list of all answers
    assert "Not asked yet" in page.words  # recording


async def test_story(site: Site, rep: Visitor) -> None:
    """A meeting that was held stands there with its length, its topics and what stayed open."""
    known = await ana(site, rep)
    await held(site, known.id)
    page = await rep.get(f"/hcps/{known.id}")
    assert (
        "Remote meeting with Max Stein 32 minutes connected · 1 slide seen for 2:20" in page.words
    )
    assert "No report yet" in page.words
    assert "Efficacy 1 open 2:20 2:20" in page.words
    assert "What about the kidneys?" in page.words
    assert 'href="/meetings/m1/report"' in page.body


async def held(site: Site, hcp: str) -> None:
    """What the store holds of a meeting with one look at one slide and one open question."""
    rep = (await site.services.accounts.search(site.org.id, "Max Stein")).items[0].id
    org, at = site.org.id, site.services.clock() - 86_400_000
    look = {"interaction": "i1", "ordinal": 1, "meeting": "m1", "participant": "p1", "hcp": hcp}
    async with site.store.begin() as connection:
        for table, row in (
            (tables.interaction, visit(rep, hcp, at)),
            (tables.topic, {"id": "t1", "key": "efficacy", "name": "Efficacy", "created_at": at}),
            (tables.content_version, CONTENT | {"registered_at": at}),
            (tables.content_slide, SLIDE),
            (tables.slide_view, look | LOOK | {"entered_at": at, "left_at": at + 140_000}),
            (tables.event, question(hcp, at)),
        ):
            await connection.execute(table.insert().values(org=org, **row))


CONTENT = {"id": "v1", "deck": "d1", "title": "D", "sha256": "0", "state": "approved", "slides": 1}

SLIDE = {"version": "v1", "number": 0, "key": "s1", "title": "It works", "topic": "efficacy"} | {
    "mandatory": False,
    "steps": 1,
}

LOOK = {
    **{"session": "tab", "version": "v1", "slide": 0, "visible_ms": 140_000, "total_ms": 140_000},
    **{"steps": 1, "clicks": 0, "zooms": 0, "counted": True, "estimated": False},
}


def visit(rep: str, hcp: str, at: int) -> dict[str, object]:
    """The row of an interaction of 32 minutes."""
    length = 32 * 60_000
    return {
        **{"id": "i1", "meeting": "m1", "channel": "remote_meeting", "participant": "p1"},
        **{"hcp": hcp, "identity": "signed_link", "rep": rep, "started_at": at},
        **{"ended_at": at + length, "connected_ms": length, "engaged_ms": length},
        **{"closed": True, "outcome_status": "none"},
    }


def question(hcp: str, at: int) -> dict[str, object]:
    """The row of a question that nobody has answered."""
    return {
        **{"id": "e1", "meeting": "m1", "participant": "p1", "hcp": hcp, "session": "server"},
        **{"seq": 1, "kind": "question.asked", "at": at, "version": "v1", "slide": 0},
        "values": {"question": "q1", "text": "What about the kidneys?"},
    }


async def test_upcoming(site: Site, rep: Visitor) -> None:
    """The next meeting with this HCP leads to its page."""
    known, parts = await ana(site, rep), site.services
    assert rep.staff
    plan = Plan(
        title="New data",
        wall=wall_of(parts.clock() + 86_400_000, "UTC"),
        zone="UTC",
        minutes=30,
        people=(Person(known.id, known.name, "ana@klinik.example.org"),),
    )
    host = Host(rep.staff.id, rep.staff.name, rep.staff.email, site.org.name)
    meeting = await parts.meetings.create(site.org.id, plan, host)
    page = await rep.get(f"/hcps/{known.id}")
    assert "Coming up" in page.words
    assert f'href="/meetings/{meeting.id}"' in page.body
