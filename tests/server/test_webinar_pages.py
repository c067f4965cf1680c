"""Webinars for the staff: planning, publishing, deciding, calling off."""

import re
from datetime import datetime, timedelta

import pytest

from accounts import StaffRole
from scheduling.mails import MailKind
from scheduling.webinars import RegistrantState, Registration
from tests.support.site import Answer, Site, Visitor

FORM = {
    "title": "Tolerability in the long run",
    "date": f"{datetime.now() + timedelta(days=30):%Y-%m-%d}",
    "time": "18:00",
    "zone": "Europe/Berlin",
    "minutes": "60",
    "description": "What three years of data say.",
    "languages": ["en", "de"],
    "agenda": "10 | Welcome | Alice Stein\n50 | The data",
    "speakers": "Prof. Eva Lang | Charité, Berlin | Leads the study.",
    "fields": "Which ward? | choice | yes | Cardiology; Other",
    "capacity": "2",
    "mode": "all",
    "waiting_list": "yes",
    "public": "yes",
    "walk_ins": "yes",
    "reminders": "1440, 60, 10",
}


BOB = Registration("Dr Bob", "bob@klinik.example.org")


@pytest.fixture
async def marketing(site: Site) -> Visitor:
    return await site.person(name="Mara Lind", role=StaffRole.MARKETING)


async def planned(marketing: Visitor, **changes: object) -> str:
    """The address of a new webinar's page for the staff."""
    made = await marketing.post("/webinars", FORM | changes)
    assert made.status == 303, made.words
    return made.location


async def published(site: Site, marketing: Visitor, **changes: object) -> str:
    """The id of a webinar that is public."""
    path = await planned(marketing, **changes)
    assert (await marketing.post(f"{path}/publish", {})).status == 303
    return path.rpartition("/")[2]


async def test_plan_and_publish(site: Site, marketing: Visitor) -> None:
    """The form makes a draft; publishing it opens its page."""
    path = await planned(marketing)
    page = await marketing.get(path)
    assert "Draft: the page is not public" in page.words
    assert re.search(r"18:00 \w+ Welcome Alice Stein 10 min", page.words)
    assert (await marketing.post(f"{path}/publish", {})).location == path
    url = re.search(r'href="[^"]*(/w/[^"]+)"', (await marketing.get(path)).body)
    assert url is not None
    stranger = site.stranger()
    assert "What three years of data say." in (await stranger.get(url[1])).words


async def test_what_was_typed_comes_back(marketing: Visitor) -> None:
    """A refused form says what is wrong and loses nothing."""
    refused = await marketing.post("/webinars", FORM | {"colour": "#ffee00"})
    assert refused.status == 422
    assert "This colour is too light" in refused.words
    assert 'value="Tolerability in the long run"' in refused.body
    assert "10 | Welcome | Alice Stein" in refused.body


async def test_edit(marketing: Visitor) -> None:
    """The editor shows the plan as it was typed, and keeps what is changed."""
    path = await planned(marketing)
    editor = await marketing.get(f"{path}/edit")
    assert "Which ward? | choice | yes | Cardiology; Other" in editor.body
    assert (await marketing.post(path, FORM | {"title": "Another title"})).location == path
    assert "Another title" in (await marketing.get("/webinars")).words


async def test_decide(site: Site, marketing: Visitor) -> None:
    """Somebody who waits is approved or refused from the list."""
    id = await published(site, marketing, mode="hand", fields="")
    assert marketing.staff is not None
    parts, org = site.services, marketing.staff.org
    webinar = await parts.webinars.get(org, id)
    for name in ("Bob", "Carol"):
        somebody = Registration(f"Dr {name}", f"{name}@klinik.example.org")
        await parts.registrations.register(webinar, somebody)
    people = (await parts.registrations.search(org, id)).items
    assert "To decide" in (await marketing.get(f"/webinars/{id}/people?state=pending")).words
    for person, act in zip(people, ("approve", "deny"), strict=True):
        done = await marketing.post(f"/webinars/{id}/people/{person.id}", {"act": act})
        assert done.status == 303
    counts = await parts.registrations.counts(org, id)
    assert (counts[RegistrantState.APPROVED], counts[RegistrantState.DENIED]) == (1, 1)


async def test_refuse_with_a_reason(site: Site, marketing: Visitor) -> None:
    """The reason that was typed stands in the mail; the link closes."""
    id = await published(site, marketing, fields="")
    assert marketing.staff is not None
    parts, org = site.services, marketing.staff.org
    webinar = await parts.webinars.get(org, id)
    bob = (await parts.registrations.register(webinar, BOB)).registrant
    path = f"/webinars/{id}/people"
    assert f'id="reason-{bob.id}"' in (await marketing.get(path)).body
    denied = {"act": "deny", "reason": "It is for cardiology."}
    assert "is refused" in (await marketing.follow(f"{path}/{bob.id}", denied)).words
    mails = (await parts.outbox.search(org, meeting=id)).items
    assert [mail.facts.reason for mail in mails if mail.kind == MailKind.DENY] == [
        "It is for cardiology."
    ]
    again = await marketing.follow(f"{path}/{bob.id}", {"act": "resend"})
    assert "The link was closed" in again.words


async def test_resend(site: Site, marketing: Visitor) -> None:
    """The link goes out once more, however often one presses within the minute."""
    id = await published(site, marketing, fields="")
    assert marketing.staff is not None
    parts, org = site.services, marketing.staff.org
    webinar = await parts.webinars.get(org, id)
    bob = (await parts.registrations.register(webinar, BOB)).registrant
    for _ in range(2):
        page = await marketing.follow(f"/webinars/{id}/people/{bob.id}", {"act": "resend"})
        assert "gets the link by mail once more" in page.words
    mails = (await parts.outbox.search(org, meeting=id)).items
    assert 1 <= len([mail for mail in mails if mail.kind == MailKind.LINK]) <= 2


@pytest.mark.parametrize("role", ["host", "presenter", "panelist", "moderator"])
async def test_invite_to_the_crew(site: Site, marketing: Visitor, role: str) -> None:
    """Somebody from outside gets a personal link in each role."""
    id = await published(site, marketing)
    eva = {"act": "invite", "name": "Prof Eva Lang", "email": "eva@clinic.example", "role": role}
    told = await marketing.get((await marketing.post(f"/webinars/{id}/crew", eva)).location)
    assert f"Prof Eva Lang is invited by mail as {role}." in told.words
    [mail] = (await site.services.outbox.search(site.org.id)).items
    assert mail.facts.email == "eva@clinic.example"


async def test_cancel(site: Site, marketing: Visitor) -> None:
    """A cancelled webinar says so, to the staff and on its page."""
    id = await published(site, marketing)
    assert marketing.staff is not None
    slug = (await site.services.webinars.get(marketing.staff.org, id)).slug
    await marketing.post(f"/webinars/{id}/cancel", {"reason": "The speaker is ill."})
    assert "The speaker is ill." in (await marketing.get(f"/webinars/{id}")).words
    assert "This webinar was cancelled" in (await site.stranger().get(f"/w/{slug}")).words


async def test_who_may(site: Site, marketing: Visitor) -> None:
    """Reps read webinars and do not plan them; another organisation's are not found."""
    id = await published(site, marketing)
    rep = await site.person(name="Max Stein")
    assert (await rep.get(f"/webinars/{id}")).status == 200
    refusals: list[Answer] = [
        await rep.get("/webinars/new"),
        await rep.post("/webinars", FORM),
        await rep.post(f"/webinars/{id}/cancel", {}),
        await rep.post(f"/webinars/{id}/people/x", {"act": "approve"}),
    ]
    assert [answer.status for answer in refusals] == [403] * 4
