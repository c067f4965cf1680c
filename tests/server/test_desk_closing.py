"""When a desk closes while its reader is at work, and where each way of closing leads."""

import asyncio
import json
from typing import Any

import pytest

from scheduling.webinars import Webinar
from scheduling.webinars.plans import CrewRole
from signaling.errors import Refused as TurnedAway
from tests.server.crew_by_link import JSON, invited, joined, link_of, token_of, url_of
from tests.server.crew_by_link import host as host
from tests.server.crew_by_link import webinar as webinar
from tests.server.invited import page_of
from tests.support.browser import Browser, Refused
from tests.support.site import Site, Visitor


async def test_without_a_cookie(site: Site, webinar: Webinar) -> None:
    """A stranger, and whoever was last in another meeting, opens the link again."""
    desk = f"/room/{webinar.id}/desk"
    page = await site.stranger().get(desk, **{"Accept-Language": "fr"})
    assert page.status == 404 and "Veuillez rouvrir votre lien" in page.words
    assert (await site.stranger().get(desk, **JSON)).status == 401
    visitor, _ = await joined(site, await invited(site, webinar))
    assert (await visitor.get("/room/another/desk")).status == 404


async def test_taken_off_the_crew(site: Site, host: Visitor, webinar: Webinar) -> None:
    """Out of the room at once; the page says so in her language, and her token opens nothing."""
    member = await invited(site, webinar)
    visitor, _ = await joined(site, member)
    token = await token_of(visitor, webinar)
    async with Browser(url_of(site), token) as mona:
        await mona.join()
        assert mona.state == "present"
        await host.post(f"/webinars/{webinar.id}/crew", {"act": "remove", "member": member.id})
        await mona.until_state("removed")
        with pytest.raises(Refused):
            await mona.send("chat_mode", mode="off")
    page = await visitor.get(f"/room/{webinar.id}/desk")
    assert page.status == 410 and "Dieser Link gilt nicht mehr" in page.words
    again = await visitor.get(f"/room/{webinar.id}/desk", **JSON)
    assert (again.status, json.loads(again.body)["code"]) == (401, "revoked")
    with pytest.raises(TurnedAway):
        await site.services.doorkeeper.identify(token)


async def test_demoted_in_mid_action(site: Site, host: Visitor, webinar: Webinar) -> None:
    """What was opened a moment ago is refused; the new role is told; the desk leads to the room."""
    member = await invited(site, webinar)
    visitor, _ = await joined(site, member)
    async with Browser(url_of(site), await token_of(visitor, webinar)) as mona:
        await mona.join()
        await mona.send("chat_mode", mode="hosts")
        change = {"act": "role", "member": member.id, "role": "panelist"}
        await host.post(f"/webinars/{webinar.id}/crew", change)
        await mona.until(lambda m: m.room.role == "panelist")
        with pytest.raises(Refused) as refused:
            await mona.send("chat_mode", mode="off")
        assert (refused.value.code, mona.room.chat_mode) == ("not-allowed", "hosts")
    assert (await visitor.get(f"/room/{webinar.id}/desk", **JSON)).status == 403
    answer = await visitor.get(f"/room/{webinar.id}/desk")
    assert (answer.status, answer.location) == (303, f"/room/{webinar.id}?lang=de")
    assert page_of(await visitor.get(answer.location))["role"] == "panelist"


async def test_two_devices(site: Site, webinar: Webinar) -> None:
    """One link on two devices is one moderator: both desks work, and she is in the room once."""
    member = await invited(site, webinar)
    tokens = [await token_of((await joined(site, member))[0], webinar) for _ in range(2)]
    url = url_of(site)
    async with Browser(url, tokens[0]) as laptop, Browser(url, tokens[1]) as phone:
        await laptop.join()
        await phone.join("phone")
        await phone.send("chat_mode", mode="hosts")
        await laptop.until(lambda b: b.room.chat_mode == "hosts")
        await laptop.send("chat_mode", mode="all")
        await phone.until(lambda b: b.room.chat_mode == "all")
        assert [p.id for p in laptop.room.participants] == [member.id]
        await phone.close()
        await laptop.send("chat_mode", mode="off")
        assert laptop.state == "present"


async def test_put_out_by_a_host(site: Site, host: Visitor, webinar: Webinar) -> None:
    """Put out by a host, she knocks in the room's page, and is led to her desk when let in."""
    member = await invited(site, webinar)
    visitor, _ = await joined(site, member)
    assert host.staff is not None
    room = json.loads((await host.get(f"/meetings/{webinar.id}/room", **JSON)).body)
    url, token = url_of(site), await token_of(visitor, webinar)
    async with Browser(url, str(room["token"])) as mara, Browser(url, token) as mona:
        await mara.join()
        await mona.join()
        await mara.send("go_live")
        await mara.send("remove", participant=member.id, ban=False)
        await mona.until_state("removed")
    page = page_of(await visitor.get(f"/room/{webinar.id}?lang=de"))
    urls = page["urls"]
    assert (urls["desk"], urls["receipt"]) == (f"/room/{webinar.id}/desk?lang=de", "")


@pytest.mark.parametrize(
    ("role", "words"),
    [("moderator", "Vielen Dank, dass Sie es mit uns gemacht haben"), ("presenter", "")],
)
async def test_when_it_is_over(
    site: Site, host: Visitor, webinar: Webinar, role: CrewRole, words: str
) -> None:
    """Thanks to those who worked on it; a receipt for those of whom something was captured."""
    member = await invited(site, webinar, role)
    visitor, _ = await joined(site, member)
    room = json.loads((await host.get(f"/meetings/{webinar.id}/room", **JSON)).body)
    async with Browser(url_of(site), str(room["token"])) as mara:
        await mara.join()
        await mara.send("go_live")
        await mara.send("end")
    desk = f"/room/{webinar.id}/desk"
    async with asyncio.timeout(20):
        while (await visitor.get(desk)).status == 200:
            await asyncio.sleep(0.05)
    answer = await visitor.get(desk)
    assert (answer.status, answer.location) == (303, f"/room/{webinar.id}?lang=de")
    page = await visitor.get(answer.location)
    landing = await site.stranger().get(await link_of(site, member))
    assert landing.status == 410
    if words:
        assert page.status == 410 and words in page.words and words in landing.words
    else:
        assert page.location == f"/room/{webinar.id}/receipt?lang=de"


async def test_a_panelist_who_may_become_more(site: Site, webinar: Webinar) -> None:
    """The room's page of the crew knows the desk: whoever is appointed is led there at once."""
    visitor, answer = await joined(site, await invited(site, webinar, "panelist"))
    data: dict[str, Any] = page_of(await visitor.get(answer.location))
    assert data["urls"]["desk"] == f"/room/{webinar.id}/desk?lang=de"
