"""Who gets into a webinar's room as what: staff by the crew's table, others by their link."""

import json
import re
from dataclasses import replace

import pytest

from engagement.interactions import Channel
from scheduling.webinars import Hold, Registration, Webinar
from signaling.errors import Refused
from tests.decks.test_album import photo
from tests.engagement.play import Person
from tests.server.crew_by_link import JSON
from tests.server.crew_by_link import host as host
from tests.server.crew_by_link import webinar as webinar
from tests.support.site import Site, Visitor
from tests.support.sounds import tone


async def room_of(visitor: Visitor, webinar: Webinar) -> dict[str, object]:
    answer = await visitor.get(f"/meetings/{webinar.id}/room", **JSON)
    assert answer.status == 200, answer.body
    data: dict[str, object] = json.loads(answer.body)
    return data


async def test_host_and_crew(site: Site, host: Visitor, webinar: Webinar) -> None:
    """The host hosts; a colleague is what the crew's table says; others are kept out."""
    assert (await room_of(host, webinar))["role"] == "host"
    carl = await site.person(name="Carl Roth")
    assert (await carl.get(f"/meetings/{webinar.id}/room", **JSON)).status == 403
    assert carl.staff is not None
    person = carl.staff
    await site.services.crew.add_staff(
        site.org.id, webinar.id, person.id, person.name, person.email, "moderator"
    )
    data = await room_of(carl, webinar)
    assert (data["role"], data["webinar"]) == ("moderator", True)
    claim = await site.services.doorkeeper.identify(str(data["token"]))
    assert (claim.participant, claim.role) == (person.id, "moderator")


async def test_a_role_that_has_changed(site: Site, webinar: Webinar) -> None:
    """A token does not outlive the role that it names, nor the place in the crew."""
    carl = await site.person(name="Carl Roth")
    assert carl.staff is not None
    parts, person = site.services, carl.staff
    crew = (site.org.id, webinar.id, person.id)
    await parts.crew.add_staff(*crew, person.name, person.email, "host")
    token = str((await room_of(carl, webinar))["token"])
    await parts.crew.add_staff(*crew, person.name, person.email, "panelist")
    with pytest.raises(Refused) as refused:
        await parts.doorkeeper.identify(token)
    assert refused.value.code == "expired"
    await parts.crew.remove(*crew)
    with pytest.raises(Refused):
        await parts.doorkeeper.identify(token)


async def test_from_outside(site: Site, webinar: Webinar) -> None:
    """A speaker's link leads into the room with her role."""
    parts = site.services
    eva = await parts.crew.invite(
        site.org.id, webinar.id, "Eva Lang", "eva@charite.example.org", "panelist", "en"
    )
    visitor = site.stranger()
    path = f"/j/{await parts.links.token(site.org.id, eva.id)}"
    answer = await visitor.post(path, {"way": "full"})
    room = (await visitor.get(answer.location)).body
    token = re.search(r'"token": "([^"]+)"', room)
    assert token is not None
    assert (await parts.doorkeeper.identify(token[1])).role == "panelist"


async def test_what_the_room_knows(site: Site, webinar: Webinar) -> None:
    """The room is planned as a webinar: no lobby, a rehearsal, private names."""
    assert (await site.services.signaling._hub._plans.open(site.org.id, webinar.id)).webinar


async def test_the_channel(site: Site, webinar: Webinar) -> None:
    """Who comes to a webinar is told to the engagement store as its audience, not as a meeting."""
    found = Person("somebody", org=site.org.id, meeting=webinar.id)
    opened = await site.services.interactions.open(found, site.services.clock())
    assert opened.channel is Channel.WEBINAR
    elsewhere = Person("somebody", org=site.org.id, meeting="a guest's room")
    opened = await site.services.interactions.open(elsewhere, site.services.clock())
    assert opened.channel is Channel.REMOTE_MEETING


async def test_its_own_words(site: Site, host: Visitor, webinar: Webinar) -> None:
    """The console of a webinar does not speak of a meeting, nor of a call report."""
    page = await host.get(f"/meetings/{webinar.id}/room")
    assert "End the webinar for everybody?" in page.body
    assert "The report opens" in page.body
    said = re.sub(r"<script.*?</script>", "", page.body, flags=re.DOTALL)
    assert not re.search(r"(the|this) meeting|call report", said, re.IGNORECASE)


async def test_while_one_waits(site: Site, host: Visitor, webinar: Webinar) -> None:
    """The audience's page has the plan's picture and music; nobody but its people can load them."""
    parts, org = site.services, site.org.id
    shown = await parts.album.add(org, "b.png", photo("PNG", (640, 360)))
    heard = await parts.music.add(org, "w.ogg", tone(6))
    other = await parts.music.add(org, "o.ogg", tone(7))
    plan = replace(webinar.plan, hold=Hold(shown, "We are back <soon>", heard, True))
    await parts.webinars.change(org, webinar.id, plan)
    form = Registration("Ana Ruiz", "ana@clinic.example.org")
    ana = (await parts.registrations.register(webinar, form)).registrant
    visitor = site.stranger()
    path = f"/j/{await parts.links.token(org, ana.id)}"
    room = (await visitor.post(path, {"way": "full"})).location
    page = (await visitor.get(room)).body
    files = f"/room/{webinar.id}/hold/"
    assert page.count(f'src="{files}{shown}" alt="We are back &lt;soon&gt;"') == 2
    assert "Music while I wait" in page
    told = json.loads((await visitor.get(f"/room/{webinar.id}", **JSON)).body)["hold"]
    assert (told["music"], told["begins"]) == (files + heard, True)
    for name, kind in ((shown, "image/webp"), (heard, "audio/mpeg")):
        answer = await site.client.get(files + name, headers=visitor._headers({}))
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
        assert (await site.stranger().get(files + name)).status == 404
    for name in (other, "x"):
        assert (await visitor.get(files + name)).status == 404


async def test_without_anything_chosen(site: Site, webinar: Webinar) -> None:
    """Our own calm page, and our own quiet chords."""
    parts, org = site.services, site.org.id
    form = Registration("Ana Ruiz", "ana@clinic.example.org")
    ana = (await parts.registrations.register(webinar, form)).registrant
    visitor = site.stranger()
    path = f"/j/{await parts.links.token(org, ana.id)}"
    page = (await visitor.get((await visitor.post(path, {"way": "full"})).location)).body
    assert "/hold/" not in page
    assert "Quiet music while I wait" in page
