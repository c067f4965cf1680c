"""What the device check of a landing page has found, for the host to see."""

import json

import pytest

from scheduling.plans import MediaPath
from tests.server.invited import invited, link_of
from tests.server.invited import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
