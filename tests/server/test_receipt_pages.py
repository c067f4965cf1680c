"""Taking a consent back, and the receipt of what was captured."""

import json

import pytest

from engagement.kinds import ConsentKind
from tests.server.held_meeting import Held
from tests.server.invited import consents, invited, joined, link_of
from tests.server.invited import held as held
from tests.server.invited import site as site
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_withdraw_in_the_room(site: Site) -> None:
    """One consent is taken back in the words it was given in; the others stay."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes", recording="yes")
    answer = await ana.post(
        f"/room/{meeting.id}/consent", {"withdraw": "attention"}, Accept="application/json"
    )
    assert json.loads(answer.body) == {"slides": True, "attention": False, "recording": True}
    assert (await consents(site, meeting))[3:] == [("attention", False)]


async def test_withdrawing_capture_takes_attention_along(site: Site) -> None:
    """Without the whole there is no part."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes", attention="yes")
    await ana.post(f"/room/{meeting.id}/consent", {"withdraw": "capture"})
    person = meeting.invitees[0]
    now = await site.services.consents.current(meeting.org, meeting.id, person.id)
    assert not now.allows(ConsentKind.CAPTURE) and not now.attention


@pytest.mark.parametrize("form", [{}, {"withdraw": "all"}, {"withdraw": "capture", "x": "1"}])
async def test_malformed_withdrawal(site: Site, form: dict[str, str]) -> None:
    """A withdrawal of another shape is refused."""
    meeting = await invited(site)
    ana = await joined(site, meeting, capture="yes")
    assert (await ana.post(f"/room/{meeting.id}/consent", form)).status == 422


async def test_withdraw_without_cookie(site: Site) -> None:
    """Nobody takes back what is not theirs."""
    meeting = await invited(site)
    await joined(site, meeting, capture="yes")
    answer = await site.stranger().post(f"/room/{meeting.id}/consent", {"withdraw": "capture"})
    assert answer.status == 404
    assert ("capture", False) not in await consents(site, meeting)


async def test_receipt(site: Site, held: Held) -> None:
    """What was captured, in plain words and counts, and under which text."""
    ana = site.stranger()
    page = await ana.follow(await link_of(site, held.meeting), {"way": "receipt"})
    for words in (
        "You took part",
        "2 slides on your screen",
        "1 click on a slide",
        "1 question",
        "May we keep what you look at?",
    ):
        assert words in page.words, page.words
    assert "whether this page was in front" not in page.words.split("What you agreed to")[0]


async def test_receipt_takes_back(site: Site, held: Held) -> None:
    """A consent is taken back on the receipt, and the receipt then says so."""
    ana = site.stranger()
    await ana.post(await link_of(site, held.meeting), {"way": "receipt"})
    page = await ana.follow(
        f"/room/{held.meeting.id}/consent", {"withdraw": "capture", "back": "receipt"}
    )
    assert "Take back" not in page.words
    assert "2 slides on your screen" in page.words


async def test_receipt_of_nothing(site: Site) -> None:
    """Who has not been in the room yet reads that nothing is kept."""
    meeting = await invited(site)
    ana = await joined(site, meeting)
    page = await ana.get(f"/room/{meeting.id}/receipt")
    assert page.status == 200 and "Nothing so far" in page.words


async def test_receipt_is_hers_alone(site: Site, held: Held) -> None:
    """Without the cookie of this meeting there is no receipt."""
    assert (await site.stranger().get(f"/room/{held.meeting.id}/receipt")).status == 404
