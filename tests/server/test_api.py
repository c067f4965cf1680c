"""The JSON API: what a token opens, what a session opens, and what an HCP's cookie does not."""

import json
from pathlib import Path

from scheduling.tokens import Purpose
from server.wiring.doorkeeper import JOIN_COOKIE
from tests.server.held_meeting import Held, hold, plan
from tests.support.site import Site, Visitor


def bearer(held: Held, role: str) -> dict[str, str]:
    claim = held.max if role == "host" else held.ana
    return {"Authorization": f"Bearer {held.site.services.tokens.issue(claim)}"}


def hcps_window(held: Held) -> Visitor:
    """The HCP's browser: it has the join cookie of her meeting and nothing else."""
    window = held.site.stranger()
    window.cookies[JOIN_COOKIE] = held.site.services.tokens.issue(held.ana, Purpose.JOIN)
    return window


async def test_meeting_by_token(site: Site, tmp_path: Path) -> None:
    """A participant's token reads its own meeting."""
    held = await plan(site, tmp_path, await site.person())
    path = f"/api/v1/meetings/{held.meeting.id}"
    for role in ("host", "attendee"):
        answer = await site.stranger().get(path, **bearer(held, role))
        assert json.loads(answer.body)["id"] == held.meeting.id
    by_session = await held.rep.get(path)
    assert json.loads(by_session.body)["title"] == held.meeting.title


async def test_meeting_by_an_hcps_token(site: Site, tmp_path: Path) -> None:
    """An HCP, who may still wait at the door, reads neither who is invited nor what is shown."""
    held = await plan(site, tmp_path, await site.person())
    path, told = f"/api/v1/meetings/{held.meeting.id}", {}
    for role in ("host", "attendee"):
        told[role] = json.loads((await site.stranger().get(path, **bearer(held, role))).body)
    assert set(told["host"]) - set(told["attendee"]) == {"decks", "invitees", "position"}
    assert [each["name"] for each in told["host"]["invitees"]] != []


async def test_token_of_another_meeting(site: Site, tmp_path: Path) -> None:
    """A token opens no other meeting, not even of the same organisation."""
    rep = await site.person()
    held = await plan(site, tmp_path, rep)
    answer = await site.stranger().get("/api/v1/meetings/another", **bearer(held, "host"))
    assert answer.status == 404


async def test_report_is_the_hosts(site: Site, tmp_path: Path) -> None:
    """The call report is read by the host's token; the HCP's is refused."""
    held = await hold(site, tmp_path, await site.person())
    path = f"/api/v1/meetings/{held.meeting.id}/report"
    answer = await site.stranger().get(path, **bearer(held, "host"))
    assert answer.status == 200 and "kidneys" in answer.body
    assert (await site.stranger().get(path, **bearer(held, "attendee"))).status == 403


async def test_foreign_session(site: Site, tmp_path: Path) -> None:
    """Staff of another organisation find nothing, in lists or by id."""
    held = await plan(site, tmp_path, await site.person())
    home = await site.services.accounts.organisations.create("Other", language="en", zone="UTC")
    eve = await site.person(name="Eve", org=home)
    assert (await eve.get(f"/api/v1/meetings/{held.meeting.id}")).status == 404
    for path in ("/api/v1/decks", "/api/v1/hcps"):
        assert json.loads((await eve.get(path)).body)["total"] == 0
        assert json.loads((await held.rep.get(path)).body)["total"] == 1


async def test_forged_token(site: Site, tmp_path: Path) -> None:
    """A token with one letter changed is nobody's."""
    held = await plan(site, tmp_path, await site.person())
    good = bearer(held, "host")["Authorization"]
    forged = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
    path = f"/api/v1/meetings/{held.meeting.id}"
    assert (await site.stranger().get(path, Authorization=forged)).status == 401
    assert (await site.stranger().get("/api/v1/decks")).status == 401


async def test_hcps_cookie_on_a_hosts_action(site: Site, tmp_path: Path) -> None:
    """The join cookie opens no page of staff and changes nothing; it is no bearer token either."""
    held = await plan(site, tmp_path, await site.person())
    window, here = hcps_window(held), f"/meetings/{held.meeting.id}"
    for path in (here, f"{here}/room", f"{here}/report", "/hcps", "/decks"):
        assert (await window.get(path)).location.startswith("/login")
    for path in (f"{here}/cancel", f"{here}/report/submit", "/logout"):
        assert (await window.post(path, {})).location.startswith("/login")
    cookie = window.cookies[JOIN_COOKIE]
    answer = await site.stranger().get(f"/api/v1{here}", Authorization=f"Bearer {cookie}")
    assert answer.status == 401
    kept = await site.services.meetings.get(held.meeting.org, held.meeting.id)
    assert kept.state == held.meeting.state
