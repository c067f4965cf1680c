"""Meetings in the staff's pages: found, planned, moved, called off, passed on, looked back at."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import FormData

from accounts import Organisation, StaffRole
from decks.model import Version
from decks.workflow import Validity
from engagement.people import Hcp, HcpFields
from scheduling import LinkError, MailKind, Meeting, MeetingState, Plan, Search
from scheduling.moments import wall_of
from scheduling.plans import Host, Person
from server.publishing import approve
from tests.decks.samples import Leaf, pdf
from tests.server.held_meeting import hold
from tests.support.site import Answer, Site, Visitor

DAY = 86_400_000
ZONE = "Europe/Berlin"


@dataclass
class Stage:
    """A rep and two HCPs."""

    site: Site
    rep: Visitor
    ana: Hcp
    bob: Hcp

    @property
    def tomorrow(self) -> str:
        return wall_of(self.site.services.clock() + DAY, ZONE)[:10]

    def form(self, **changed: str | list[str]) -> FormData:
        """The form as a rep fills it in, with what a test wants different."""
        date = self.tomorrow
        fields: dict[str, str | list[str]] = {
            "title": "Velorin: first results",
            "date": date,
            "time": "14:30",
            "zone": ZONE,
            "minutes": "45",
            "hcp": [self.ana.id],
            "deck": [],
            "note": "Looking forward to it.",
            "find": "",
            "act": "save",
        }
        data = FormData()
        for name, value in (fields | changed).items():
            for each in value if isinstance(value, list) else [value]:
                data.add_field(name, each)
        return data

    async def only(self) -> Meeting:
        [found] = (await self.site.services.meetings.search(self.site.org.id)).items
        return found

    async def count(self) -> int:
        return (await self.site.services.meetings.search(self.site.org.id)).total

    async def planned(self, **changed: str | list[str]) -> Meeting:
        """A meeting that the form has made."""
        answer = await self.rep.post("/meetings", self.form(**changed))
        assert answer.status == 303, answer.words
        return await self.only()


@pytest.fixture
async def stage(site: Site) -> Stage:
    rep = await site.person()
    assert rep.staff
    parts, org, me = site.services, site.org.id, rep.staff
    people = [
        HcpFields(
            title="Dr",
            given_name="Ana",
            family_name="Bergmann",
            email="ana@klinik.example.org",
            language="de",
            zone=ZONE,
        ),
        HcpFields(title="Dr", given_name="Bob", family_name="Müller", zone="America/New_York"),
    ]
    ana, bob = [
        await parts.directory.create(org, card, by=me.id, now=parts.clock()) for card in people
    ]
    return Stage(site, rep, ana, bob)


@pytest.fixture
async def deck(stage: Stage, tmp_path: Path) -> Version:
    """A deck of two slides that may be shown for a month."""
    me, parts = stage.rep.staff, stage.site.services
    assert me
    file = pdf(tmp_path / "velorin.pdf", [Leaf("Hello"), Leaf("Safety")])
    job = await parts.decks.import_files(me.org, me.id, [file], title="Velorin")
    assert job.version is not None, job.sentence
    await parts.decks.review.submit(me.org, job.version)
    now = parts.clock()
    return await approve(parts, me.org, job.version, me, Validity(now - 1, now + 30 * DAY))


def copied_links(page: Answer) -> list[str]:
    """The links that the page's copy buttons hold."""
    return re.findall(r'data-copy="([^"]+)"', page.body)


# -- planning ----------------------------------------------------------------------------------


async def test_plan(stage: Stage, deck: Version) -> None:
    """The form makes a meeting with its HCP, its deck and its instant, and invites by mail."""
    page = await stage.rep.follow("/meetings", stage.form(deck=[deck.id]))
    assert "The meeting is planned. 1 invitation is on its way." in page.words
    assert "Velorin: first results" in page.words and "Dr Ana Bergmann" in page.words
    made = await stage.only()
    assert (made.wall, made.zone, made.minutes) == (f"{stage.tomorrow}T14:30", ZONE, 45)
    assert [p.hcp for p in made.invitees] == [stage.ana.id]
    assert (made.invitees[0].language, made.invitees[0].email) == ("de", "ana@klinik.example.org")
    assert made.decks == (deck.id,)
    assert made.note == "Looking forward to it."
    assert made.host.name == "Max Stein" and made.host.organisation == "Pharma One"
    [told] = (await stage.site.services.outbox.search(made.org)).items
    assert told.kind is MailKind.INVITE


async def test_the_empty_form(stage: Stage, deck: Version) -> None:
    """It opens with the next half hour in my zone, and offers the directory and the decks."""
    page = await stage.rep.get("/meetings/new")
    assert page.status == 200
    assert f'name="zone" value="{ZONE}"' in page.body
    assert re.search(r'name="time" value="\d\d:[03]0"', page.body)
    for value in (stage.ana.id, stage.bob.id, deck.id):
        assert f'value="{value}">' in page.body
    assert " checked" not in page.body.partition("<main")[2]


async def test_from_an_hcps_page(stage: Stage) -> None:
    """Whose page one came from is chosen already."""
    page = await stage.rep.get(f"/meetings/new?hcp={stage.bob.id}")
    assert f'name="hcp" value="{stage.bob.id}" checked' in page.body
    assert f'name="hcp" value="{stage.ana.id}">' in page.body


async def test_find_without_a_script(stage: Stage, deck: Version) -> None:
    """The button looks somebody up; everything typed and chosen so far stays."""
    page = await stage.rep.post(
        "/meetings", stage.form(act="find", find="muller", title="Draft", deck=[deck.id])
    )
    assert page.status == 200
    assert f'name="hcp" value="{stage.bob.id}">' in page.body
    assert f'name="hcp" value="{stage.ana.id}" checked' in page.body
    assert f'name="deck" value="{deck.id}" checked' in page.body
    assert 'name="title" value="Draft"' in page.body
    assert await stage.count() == 0


async def test_without_an_address(stage: Stage) -> None:
    """Who has no e-mail address is invited too; the rep is told to pass the link on."""
    page = await stage.rep.follow("/meetings", stage.form(hcp=[stage.ana.id, stage.bob.id]))
    assert "1 invitation is on its way. Pass the link on to Dr Bob Müller yourself." in page.words
    assert len(copied_links(page)) == 2


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Give the meeting a title"),
        ({"minutes": "4"}, "minutes", "Choose 5 to 480 minutes."),
        ({"minutes": "soon"}, "minutes", "Give the length in minutes."),
        ({"minutes": "9" * 30}, "minutes", "Choose 5 to 480 minutes."),
        ({"date": "2020-01-01"}, "wall", "This time is past."),
        ({"date": ""}, "wall", "Give a date and a time"),
        ({"time": "25:00"}, "wall", "Give a date and a time"),
        ({"zone": "Berlin"}, "zone", "Choose a time zone"),
        ({"hcp": []}, "people", "Choose whom to invite."),
        ({"hcp": ["somebody"]}, "people", "Somebody is no longer in the directory."),
        ({"deck": ["some-deck"]}, "decks", "One of the decks is not there any more."),
        ({"note": "x" * 2_001}, "note", "Write at most 2,000 characters."),
    ],
)
async def test_plan_refused(
    stage: Stage, changed: dict[str, str | list[str]], field: str, sentence: str
) -> None:
    """The sentence stands at its field, what was typed stays, and nothing was made."""
    page = await stage.rep.post("/meetings", stage.form(**changed))
    assert page.status == 422
    assert sentence in page.words
    assert f'id="{field}-error"' in page.body
    assert "Nothing was sent yet" in page.words
    if "title" not in changed:
        assert 'value="Velorin: first results"' in page.body
    assert await stage.count() == 0


async def test_unknown_fields_are_refused(stage: Stage) -> None:
    """The form is closed."""
    assert (await stage.rep.post("/meetings", stage.form(host="somebody"))).status == 422
    assert await stage.count() == 0


async def test_an_hour_that_the_clocks_skip(stage: Stage) -> None:
    """A time that does not exist is named, with one that does."""
    page = await stage.rep.post("/meetings", stage.form(date="2027-03-28", time="02:30"))
    assert page.status == 422
    assert "02:30 does not exist on 28 March 2027 in Europe/Berlin" in page.words
    assert "Choose 03:30" in page.words


@pytest.mark.parametrize(("which", "later"), [("first", False), ("second", True)])
async def test_an_hour_that_comes_twice(stage: Stage, which: str, later: bool) -> None:
    """The form asks which of the two is meant, once, and keeps the answer."""
    night = {"date": "2027-10-31", "time": "02:30"}
    page = await stage.rep.post("/meetings", stage.form(**night))
    assert page.status == 422
    assert "The clocks go back that night, so 02:30 comes twice." in page.words
    assert 'name="which"' in page.body
    made = await stage.planned(**night, which=which)
    assert made.later is later
    form = await stage.rep.get(f"/meetings/{made.id}/reschedule")
    assert f'<option value="{which}" selected>' in form.body


async def test_a_deck_that_will_have_expired(stage: Stage, deck: Version) -> None:
    """The rep hears now, not in the call, that the gate will refuse the deck that day."""
    date = wall_of(stage.site.services.clock() + 40 * DAY, ZONE)[:10]
    page = await stage.rep.follow("/meetings", stage.form(date=date, deck=[deck.id]))
    assert "But “Velorin” cannot be shown at that time" in page.words
    assert "Cannot be shown then" in page.words


# -- one meeting -------------------------------------------------------------------------------


async def test_detail(stage: Stage, deck: Version) -> None:
    """Who comes at which hour, what is shown, how link and mail stand, and where to start."""
    made = await stage.planned(
        hcp=[stage.ana.id, stage.bob.id], zone="America/New_York", deck=[deck.id]
    )
    page = await stage.rep.get(f"/meetings/{made.id}")
    assert page.status == 200
    assert "14:30 EDT" in page.words or "14:30 EST" in page.words
    assert "Link not used yet" in page.words
    assert "Invitation" in page.words and "Pass the link on yourself" in page.words
    assert "Velorin Version 1 · 2 slides" in page.words
    assert f'href="/meetings/{made.id}/room"' in page.body
    assert f'href="/hcps/{stage.ana.id}"' in page.body


async def test_the_link_can_be_copied_by_the_host(stage: Stage) -> None:
    """The host passes a link on that opens; a colleague and compliance see how it stands alone."""
    made = await stage.planned()
    [link] = copied_links(await stage.rep.get(f"/meetings/{made.id}"))
    opened = await stage.site.services.links.open(link.rpartition("/")[2])
    assert opened.invitee.hcp == stage.ana.id
    colleague = await stage.site.person(name="Eve Field")
    officer = await stage.site.person(StaffRole.COMPLIANCE, "Clara Weiss")
    for visitor in (colleague, officer):
        page = await visitor.get(f"/meetings/{made.id}")
        assert "Link not used yet" in page.words
        assert link not in page.body and "/j/" not in page.body
        assert f'href="/meetings/{made.id}/room"' not in page.body
        assert "reschedule" not in page.body


async def test_a_new_link(stage: Stage) -> None:
    """The old link stops working, the new one is mailed and can be copied."""
    made = await stage.planned()
    [old] = copied_links(await stage.rep.get(f"/meetings/{made.id}"))
    page = await stage.rep.follow(f"/meetings/{made.id}/invitees/{made.invitees[0].id}/link")
    assert "A new link for Dr Ana Bergmann is on its way by mail." in page.words
    [new] = copied_links(page)
    assert new != old
    with pytest.raises(LinkError):
        await stage.site.services.links.open(old.rpartition("/")[2])


async def test_change(stage: Stage, deck: Version) -> None:
    """The form comes filled in; what is changed is told to whom it concerns."""
    made = await stage.planned(deck=[deck.id])
    form = await stage.rep.get(f"/meetings/{made.id}/reschedule")
    assert form.status == 200
    for held in ('value="Velorin: first results"', 'value="14:30"', 'value="45"'):
        assert held in form.body
    assert f'name="hcp" value="{stage.ana.id}" checked' in form.body
    assert f'name="deck" value="{deck.id}" checked' in form.body
    page = await stage.rep.follow(
        f"/meetings/{made.id}/reschedule",
        stage.form(time="09:00", hcp=[stage.ana.id, stage.bob.id], deck=[]),
    )
    assert "Whom the change concerns is told by mail." in page.words
    changed = await stage.only()
    assert (changed.wall[-5:], changed.sequence, changed.decks) == ("09:00", 1, ())
    assert [p.hcp for p in changed.invitees] == [stage.ana.id, stage.bob.id]


async def test_nothing_changed(stage: Stage) -> None:
    """Saving the form untouched writes to nobody and says nothing of mail."""
    made = await stage.planned()
    page = await stage.rep.follow(f"/meetings/{made.id}/reschedule", stage.form())
    assert "Saved." in page.words and "Whom the change concerns" not in page.words
    assert (await stage.only()).sequence == 0


async def test_cancel(stage: Stage) -> None:
    """It is called off with a reason, which stands there and in the mail."""
    made = await stage.planned()
    page = await stage.rep.follow(f"/meetings/{made.id}/cancel", {"reason": "Ill & <b>sad</b>"})
    assert "The meeting is cancelled. Everybody invited is told by mail." in page.words
    assert "Reason: Ill & <b>sad</b>" in page.words and "<b>sad" not in page.body
    assert (await stage.only()).state is MeetingState.CANCELLED
    assert not copied_links(page)
    again = await stage.rep.follow(f"/meetings/{made.id}/cancel")
    assert "This meeting was cancelled." in again.words


async def test_a_meeting_that_runs_is_not_changed(stage: Stage) -> None:
    """Once it has begun there is no form, and an old form's post is refused in words."""
    made = await stage.planned()
    await stage.site.services.meetings.start(made.org, made.id)
    page = await stage.rep.get(f"/meetings/{made.id}")
    assert "Back to the call" in page.words and "reschedule" not in page.body
    assert (await stage.rep.get(f"/meetings/{made.id}/reschedule")).status == 303
    answer = await stage.rep.follow(f"/meetings/{made.id}/reschedule", stage.form(time="09:00"))
    assert "it can no longer be changed" in answer.words
    assert (await stage.only()).sequence == 0


async def test_afterwards(site: Site, tmp_path: Path) -> None:
    """A held meeting leads to its report and shows the line of time and the time per slide."""
    held = await hold(site, tmp_path, await site.person())
    page = await held.rep.get(f"/meetings/{held.meeting.id}")
    assert f'href="/meetings/{held.meeting.id}/report"' in page.body
    assert "Line of time" in page.words and "Time on each slide" in page.words
    assert not copied_links(page) and "Copy link" not in page.words


# -- the list ----------------------------------------------------------------------------------


async def plan(stage: Stage, title: str, days: int, host: Visitor | None = None) -> Meeting:
    """A meeting behind the pages' back."""
    parts, me = stage.site.services, (host or stage.rep).staff
    assert me
    wanted = Plan(
        title=title,
        wall=wall_of(parts.clock() + days * DAY, ZONE),
        zone=ZONE,
        minutes=30,
        people=(Person(stage.ana.id, stage.ana.name, ""),),
    )
    return await parts.meetings.create(me.org, wanted, Host(me.id, me.name, me.email, "x"))


async def test_list(stage: Stage) -> None:
    """Upcoming meetings in the order of time; an empty list says what to do."""
    empty = await stage.rep.get("/meetings")
    assert "Nothing is planned" in empty.words
    assert 'href="/meetings/new"' in empty.body
    await plan(stage, "The second", 2)
    await plan(stage, "The first", 1)
    page = await stage.rep.get("/meetings")
    assert page.words.index("The first") < page.words.index("The second")
    assert "2 meetings" in page.words


async def test_list_filters(stage: Stage) -> None:
    """Words, time and host narrow the list, and each empty list has its own words."""
    eve = await stage.site.person(name="Eve Field")
    await plan(stage, "Efficacy", 1)
    await plan(stage, "Safety", 2, eve)
    off = await plan(stage, "Dosing", 3)
    await stage.site.services.meetings.cancel(off.org, off.id)
    held = await plan(stage, "Access", 4)
    await stage.site.services.meetings.start(held.org, held.id)
    await stage.site.services.meetings.end(held.org, held.id)

    async def titles(query: str) -> list[str]:
        page = await stage.rep.get(f"/meetings?{query}")
        assert page.status == 200
        return re.findall(r'class="row-link" href="/meetings/[^"]+">([^<]+)<', page.body)

    assert await titles("") == ["Efficacy", "Safety"]
    assert await titles("whose=mine") == ["Efficacy"]
    assert await titles("q=eve") == ["Safety"]
    assert await titles("when=cancelled") == ["Dosing"]
    assert await titles("when=past") == []
    none = await stage.rep.get("/meetings?q=nothing-like-it")
    assert "No meeting matches “nothing-like-it”" in none.words


async def test_list_pages(stage: Stage) -> None:
    """A long list comes in pages that keep the filters."""
    for number in range(27):
        await plan(stage, f"Talk {number:02}", 1)
    first = await stage.rep.get("/meetings?q=talk")
    assert "27 meetings · page 1 of 2" in first.words
    assert "q=talk" in first.body and "page=2" in first.body
    assert (await stage.rep.get("/meetings?q=talk&page=2")).body.count("row-link") == 2


@pytest.mark.parametrize("query", ["page=0", "page=x", "when=never", "whose=everybody"])
async def test_a_bad_query(stage: Stage, query: str) -> None:
    """A made-up address is refused in words."""
    assert (await stage.rep.get(f"/meetings?{query}")).status == 422


# -- who may -----------------------------------------------------------------------------------


async def test_a_colleague_reads_and_changes_nothing(stage: Stage) -> None:
    """Another rep sees the meeting; moving and calling it off is the host's."""
    made = await stage.planned()
    eve = await stage.site.person(name="Eve Field")
    assert (await eve.get(f"/meetings/{made.id}")).status == 200
    assert (await eve.get(f"/meetings/{made.id}/reschedule")).status == 403
    assert (await eve.post(f"/meetings/{made.id}/reschedule", stage.form())).status == 403
    assert (await eve.post(f"/meetings/{made.id}/cancel")).status == 403
    link = f"/meetings/{made.id}/invitees/{made.invitees[0].id}/link"
    assert (await eve.post(link)).status == 403
    assert await stage.only() == made


async def test_marketing_may_change(stage: Stage) -> None:
    """Who stands in for a rep who is ill moves her meetings."""
    made = await stage.planned()
    marketing = await stage.site.person(StaffRole.MARKETING, "Mia Market")
    assert (await marketing.post(f"/meetings/{made.id}/cancel")).status == 303
    assert (await stage.only()).state is MeetingState.CANCELLED


async def test_compliance_reads(stage: Stage) -> None:
    """Compliance sees all meetings and plans none."""
    made = await stage.planned()
    officer = await stage.site.person(StaffRole.COMPLIANCE, "Clara Weiss")
    page = await officer.get("/meetings")
    assert made.title in page.words and "Schedule a meeting" not in page.words
    assert (await officer.get("/meetings/new")).status == 403
    assert (await officer.post("/meetings", stage.form())).status == 403


async def test_another_organisation(stage: Stage) -> None:
    """A foreign meeting, HCP or deck is not there."""
    made = await stage.planned()
    other: Organisation = await stage.site.services.accounts.organisations.create("Pharma Two")
    mallory = await stage.site.person(StaffRole.ADMIN, "Mallory", other)
    for path in (f"/meetings/{made.id}", f"/meetings/{made.id}/reschedule"):
        assert (await mallory.get(path)).status == 404
    link = f"invitees/{made.invitees[0].id}/link"
    for path in ("reschedule", "cancel", link):
        data = stage.form() if path == "reschedule" else None
        assert (await mallory.post(f"/meetings/{made.id}/{path}", data)).status == 404
    page = await mallory.post("/meetings", stage.form())
    assert (page.status, "Somebody is no longer in the directory." in page.words) == (422, True)
    assert made.title not in (await mallory.get("/meetings")).body
    assert await stage.only() == made


async def test_a_stranger(stage: Stage) -> None:
    """Nobody reads meetings without signing in."""
    made = await stage.planned()
    for path in ("/meetings", "/meetings/new", f"/meetings/{made.id}"):
        answer = await stage.site.stranger().get(path)
        assert (answer.status, answer.location.partition("?")[0]) == (303, "/login")


async def test_the_audit_trail(stage: Stage) -> None:
    """Who planned, moved and called off is written down, in an order that can be proved."""
    made = await stage.planned()
    await stage.rep.post(f"/meetings/{made.id}/reschedule", stage.form(time="09:00"))
    await stage.rep.post(f"/meetings/{made.id}/invitees/{made.invitees[0].id}/link")
    await stage.rep.post(f"/meetings/{made.id}/cancel", {"reason": "Ill"})
    parts = stage.site.services
    found = (await parts.audit.search(made.org)).items
    ours = ("meeting.planned", "meeting.changed", "link.reissued", "meeting.cancelled")
    assert [line.action for line in reversed(found) if line.action in ours] == list(ours)
    assert (await parts.audit.verify(made.org)).sound
    assert (await parts.meetings.search(made.org, Search(text="velorin"))).total == 1
