"""The call report: opens full, is written, signed, locked, and amended with a reason."""

import json
from pathlib import Path

import pytest

from accounts import StaffRole
from server.pages.after import after_of
from tests.server.held_meeting import Held, hold, plan
from tests.support.site import Site, flashed


@pytest.fixture
async def held(site: Site, tmp_path: Path) -> Held:
    """The meeting is over; Max has not written a word."""
    return await hold(site, tmp_path, await site.person())


async def test_report_opens_full(held: Held) -> None:
    """People with minutes, slides with time, the judgement, the question, and how much arrived."""
    page = await held.rep.get(held.address)
    assert page.status == 200
    assert "Dr Ana Bergmann" in page.words
    assert "1 minute" in page.words or "2 minutes" in page.words
    assert "1 · Hello 0:08" in page.words
    assert "3 · Safety not shown Mandatory" in page.words
    assert "What about the kidneys?" in page.words
    assert "5 of 5 events" in page.words
    assert 'name="stance_0" value="positive" checked' in page.body


async def test_open_question_leaves_its_topic_open(held: Held) -> None:
    """The topic on which a question stayed unanswered is ticked before the rep thinks of it."""
    page = await held.rep.get(held.address)
    assert 'name="topic" value="Efficacy" checked' in page.body
    assert 'name="topic" value="Safety" checked' not in page.body


async def test_draft_is_kept(held: Held) -> None:
    """What was saved stands in the fields when the page opens again."""
    data = {"next_step": "Send the renal data", "stance_1": "negative", "adverse_event": "no"}
    page = await held.rep.follow(held.address, data)
    assert "Send the renal data" in page.body
    assert 'name="stance_1" value="negative" checked' in page.body
    assert 'name="stance_0" value="positive" checked' not in page.body
    assert 'name="adverse_event" value="no" required checked' in page.body


async def test_draft_saves_itself(held: Held) -> None:
    """A script gets the sentence to show, not a page."""
    answer = await held.rep.post(held.address, {"note": "…"}, Accept="application/json")
    assert answer.status == 200
    assert json.loads(answer.body)["saved"].startswith("Draft saved ")


async def test_submit_locks(held: Held) -> None:
    """Once signed the page has no field left, and says who signed."""
    page = await held.rep.follow(f"{held.address}/submit", {"adverse_event": "no"})
    assert "Max Stein signed and submitted" in page.words
    assert "<textarea" not in page.body
    assert "Submitted" in page.words
    later = await held.rep.post(held.address, {"note": "changed my mind"})
    assert later.status == 409


async def test_submit_needs_the_adverse_event_answer(held: Held) -> None:
    """Without yes or no nothing is signed; what was written stays in the fields."""
    page = await held.rep.post(f"{held.address}/submit", {"next_step": "Call again"})
    assert page.status == 422
    assert "Say whether an adverse event was heard" in page.words
    assert "Call again" in page.body
    assert "signed and submitted" not in (await held.rep.get(held.address)).words


async def test_submit_before_the_end(site: Site, tmp_path: Path) -> None:
    """A meeting that goes on can be noted, not signed."""
    held = await hold(site, tmp_path, await site.person(), end=False)
    assert (await held.rep.get(held.address)).status == 200
    answer = await held.rep.post(f"{held.address}/submit", {"adverse_event": "no"})
    assert answer.status == 409
    assert "still going on" in answer.words


async def test_amend(held: Held) -> None:
    """An amendment says why and what; the version before stays readable."""
    await held.rep.post(f"{held.address}/submit", {"adverse_event": "no", "stance_0": "positive"})
    form = await held.rep.get(f"{held.address}?amend=yes")
    assert 'name="reason"' in form.body
    changed = {"adverse_event": "yes", "stance_0": "neutral", "reason": "She mentioned a rash."}
    page = await held.rep.follow(f"{held.address}/amend", changed)
    assert "Reason: She mentioned a rash." in page.words
    assert "“Works in 24 weeks”: positive → neutral" in page.words
    assert "Adverse event: no → yes" in page.words
    assert "Amended" in page.words


async def test_amend_needs_a_reason(held: Held) -> None:
    """Without a reason nothing is amended."""
    await held.rep.post(f"{held.address}/submit", {"adverse_event": "no"})
    page = await held.rep.post(f"{held.address}/amend", {"adverse_event": "yes"})
    assert page.status == 422
    assert "Give the reason for the amendment." in page.words


async def test_amend_before_submit(held: Held) -> None:
    """What was never submitted cannot be amended."""
    data = {"adverse_event": "no", "reason": "Because"}
    assert (await held.rep.post(f"{held.address}/amend", data)).status == 409


@pytest.mark.parametrize(
    "data",
    [{"stance_7": "positive"}, {"signed_name": "Eve"}, {"adverse_event": "perhaps"}],
    ids=["message that is not there", "somebody else's name", "neither yes nor no"],
)
async def test_closed_form(held: Held, data: dict[str, str]) -> None:
    """Fields and values that the form does not have are refused."""
    assert (await held.rep.post(held.address, data)).status == 422


async def test_colleague_reads(held: Held, site: Site) -> None:
    """A colleague reads the report and finds no field; posting is refused."""
    carol = await site.person(StaffRole.REP, "Carol Colleague")
    page = await carol.get(held.address)
    assert page.status == 200
    assert "<textarea" not in page.body
    answer = await carol.post(f"{held.address}/submit", {"adverse_event": "no"})
    assert answer.status == 403
    assert "Max Stein writes this call report." in answer.words


async def test_foreign_organisation(held: Held, site: Site) -> None:
    """Another organisation's report does not exist."""
    other = await site.services.accounts.organisations.create("Other", language="en", zone="UTC")
    stranger = await site.person(StaffRole.ADMIN, "Eve Else", other)
    assert (await stranger.get(held.address)).status == 404
    assert (await stranger.post(f"{held.address}/submit", {"adverse_event": "no"})).status == 404


async def test_before_the_meeting(site: Site, tmp_path: Path) -> None:
    """A planned meeting has no report yet; the page says so and leads back."""
    held = await plan(site, tmp_path, await site.person())
    answer = await held.rep.get(held.address)
    assert answer.status == 303
    assert answer.location == f"/meetings/{held.meeting.id}"
    assert flashed(answer)


async def test_text_is_text(held: Held) -> None:
    """Markup that somebody wrote is shown, not run."""
    page = await held.rep.follow(held.address, {"note": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page.body


async def test_picture_afterwards(held: Held) -> None:
    """The line of time holds Ana's looks in order and her question; the bars hold her seconds."""
    after = await after_of(held.site.services, held.meeting)
    assert after is not None
    (track,) = after.tracks
    assert [(block.label, block.counted) for block in track.seen] == [("1", True), ("2", True)]
    assert [mark.words.split(": ", 1)[1] for mark in track.marks] == [
        "clicked on the slide",
        "asked: What about the kidneys?",
    ]
    assert [(bar.number, bar.visible_ms) for bar in after.bars] == [(0, 8_000), (1, 900)]


async def test_console_of_an_ended_meeting(held: Held) -> None:
    """Its room is over: the address leads to the report."""
    answer = await held.rep.get(f"/meetings/{held.meeting.id}/room")
    assert (answer.status, answer.location) == (303, held.address)


async def test_console_knows_what_was_shown(site: Site, tmp_path: Path) -> None:
    """A console that is opened again keeps its ticks, and gets a fresh token as JSON."""
    held = await hold(site, tmp_path, await site.person(), end=False)
    answer = await held.rep.get(f"/meetings/{held.meeting.id}/room", Accept="application/json")
    data = json.loads(answer.body)
    assert data["shown"] == [f"{held.version.id}:0", f"{held.version.id}:1"]
    claim = site.services.tokens.read(data["token"])
    assert (claim.participant, claim.role) == (held.meeting.host.id, "host")


async def test_console_of_a_colleague(site: Site, tmp_path: Path) -> None:
    """Only the host's own account opens the room."""
    held = await plan(site, tmp_path, await site.person())
    carol = await site.person(StaffRole.REP, "Carol Colleague")
    assert (await carol.get(f"/meetings/{held.meeting.id}/room")).status == 403


async def test_console_page(site: Site, tmp_path: Path) -> None:
    """The page brings its data, its templates and the invitee's link to pass on."""
    held = await plan(site, tmp_path, await site.person())
    page = await held.rep.get(f"/meetings/{held.meeting.id}/room")
    assert page.status == 200
    assert "Dr Ana Bergmann will appear here." in page.words
    assert 'data-copy="' in page.body
