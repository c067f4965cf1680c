"""One meeting as its host sees it: links, changes, calling off, who may."""

from pathlib import Path

import pytest

from accounts import Organisation, StaffRole
from decks.model import Version
from scheduling import LinkError, MeetingState, Search
from tests.server.held_meeting import hold
from tests.server.planned import Stage, copied_links
from tests.server.planned import deck as deck
from tests.server.planned import stage as stage
from tests.support.site import Site


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
