"""Planning a meeting: the form, and what it refuses."""

import re

import pytest

from decks.model import Version
from scheduling import MailKind
from scheduling.moments import wall_of
from tests.server.planned import DAY, ZONE, Stage, copied_links
from tests.server.planned import deck as deck
from tests.server.planned import stage as stage


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
