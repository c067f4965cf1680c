"""What administrators tend: accounts, mail, health; and the audit trail."""

import asyncio

import pytest
from sqlalchemy import update

from accounts import StaffRole
from engagement.people import HcpFields
from engagement.tables import audit
from scheduling.mails import Mail, MailState
from scheduling.moments import wall_of
from scheduling.plans import Host, Meeting, Person, Plan
from tests.support.site import PASSWORD, Site, Visitor

INES = {
    "name": "Ines Wolf",
    "email": "ines@pharma.example.org",
    "role": "marketing",
    "language": "de",
    "zone": "Europe/Berlin",
    "password": "correct horse battery",
}


@pytest.fixture
async def ada(site: Site) -> Visitor:
    """The administrator."""
    return await site.person(StaffRole.ADMIN, "Ada Admin")


async def ids(site: Site, name: str) -> str:
    """The id of the account with this name."""
    found = await site.services.accounts.search(site.org.id, name)
    return found.items[0].id


async def test_add_person(site: Site, ada: Visitor) -> None:
    """A new person stands in the list and can sign in."""
    page = await ada.follow("/admin/people", INES)
    assert "Ines Wolf can sign in now." in page.words
    assert "ines@pharma.example.org" in page.words
    signed_in = await site.services.accounts.login(INES["email"], INES["password"], "127.0.0.1")
    assert signed_in.staff.role is StaffRole.MARKETING


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "nobody", "not an e-mail address"),
        ("name", "", "A name has"),
        ("password", "short", "12"),
        ("zone", "Berlin", "Choose a time zone"),
    ],
)
async def test_add_person_refused(ada: Visitor, field: str, value: str, sentence: str) -> None:
    """A bad value opens the form again, with the rest as it was typed but for the password."""
    answer = await ada.post("/admin/people", INES | {field: value})
    assert answer.status == 422
    assert sentence in answer.words
    assert 'id="new-person" data-open' in answer.body
    assert INES["password"] not in answer.body


async def test_address_taken(ada: Visitor) -> None:
    """Two people cannot sign in with one address."""
    await ada.post("/admin/people", INES)
    answer = await ada.post("/admin/people", INES | {"name": "Another"})
    assert "Someone already signs in with this e-mail address." in answer.words


async def test_search_people(ada: Visitor) -> None:
    """By name and by role; an empty result says so."""
    await ada.post("/admin/people", INES)
    assert "Ines Wolf" in (await ada.get("/admin/people?q=wolf&role=marketing")).words
    assert "Nobody matches" in (await ada.get("/admin/people?q=wolf&role=rep")).words


async def test_change_person(site: Site, ada: Visitor) -> None:
    """Name and role change, and the trail knows who did it."""
    await ada.post("/admin/people", INES)
    ines = await ids(site, "Ines")
    values = {"name": "Ines Wolf-Kern", "role": "compliance", "zone": "UTC", "language": "en"}
    page = await ada.follow(f"/admin/people/{ines}", values)
    assert "Ines Wolf-Kern was changed." in page.words
    lines = await site.services.audit.search(site.org.id, subject=ines)
    assert [line.action for line in lines.items] == ["staff.changed", "staff.created"]
    assert ada.staff and {line.actor for line in lines.items} == {ada.staff.id}


async def test_last_admin_stays(site: Site, ada: Visitor) -> None:
    """The only administrator can neither be deactivated nor become something else."""
    assert ada.staff
    page = await ada.follow(f"/admin/people/{ada.staff.id}/deactivate")
    assert "only active administrator" in page.words
    answer = await ada.post(f"/admin/people/{ada.staff.id}", {"name": "Ada", "role": "rep"})
    assert answer.status == 422
    assert "only active administrator" in answer.words
    assert (await site.services.accounts.get(site.org.id, ada.staff.id)).active


async def test_deactivate_and_activate(site: Site, ada: Visitor) -> None:
    """A deactivated person is signed out at once, and comes back when activated."""
    rep = await site.person()
    assert rep.staff
    await ada.follow(f"/admin/people/{rep.staff.id}/deactivate")
    assert (await rep.get("/")).status == 303
    page = await ada.follow(f"/admin/people/{rep.staff.id}/activate")
    assert "can sign in again" in page.words
    assert await site.services.accounts.login(rep.staff.email, PASSWORD, "127.0.0.1")


async def test_reset_password(site: Site, ada: Visitor) -> None:
    """The new password works, every session ended, and it is shown nowhere."""
    rep = await site.person()
    assert rep.staff
    page = await ada.follow(
        f"/admin/people/{rep.staff.id}/password", {"password": "a brand new password"}
    )
    assert "a brand new password" not in page.body
    assert (await rep.get("/")).status == 303
    assert await site.services.accounts.login(rep.staff.email, "a brand new password", "127.0.0.1")


async def test_weak_reset(site: Site, ada: Visitor) -> None:
    """A weak password is refused in its dialog."""
    rep = await site.person()
    assert rep.staff
    answer = await ada.post(f"/admin/people/{rep.staff.id}/password", {"password": "short"})
    assert answer.status == 422
    assert f'id="password-{rep.staff.id}" data-open' in answer.body


async def test_foreign_person(site: Site, ada: Visitor) -> None:
    """Another organisation's person is not there."""
    other = await site.services.accounts.organisations.create("Pharma Two")
    bob = await site.person(StaffRole.REP, "Bob Other", other)
    assert bob.staff
    for path in ("", "/password", "/deactivate", "/activate"):
        answer = await ada.post(f"/admin/people/{bob.staff.id}{path}", {"password": "x" * 20})
        assert answer.status in (404, 422), path
    assert "Bob Other" not in (await ada.get("/admin/people")).body
    assert (await site.services.accounts.get(other.id, bob.staff.id)).active


@pytest.mark.parametrize("role", [StaffRole.REP, StaffRole.MARKETING, StaffRole.COMPLIANCE])
@pytest.mark.parametrize("path", ["/admin/people", "/admin/mail", "/admin/health"])
async def test_only_administrators(site: Site, role: StaffRole, path: str) -> None:
    """The other roles are told that the page is not theirs."""
    person = await site.person(role)
    answer = await person.get(path)
    assert answer.status == 403
    assert "Your role does not open this page." in answer.words


async def meeting(site: Site, host: Visitor, name: str = "Dr Ana Bergmann") -> Meeting:
    """A meeting with one HCP, whose invitation waits in the outbox."""
    assert host.staff
    parts, now = site.services, site.services.clock()
    hcp = await parts.directory.create(
        site.org.id, HcpFields(given_name="Ana", family_name="B"), by=host.staff.id, now=now
    )
    plan = Plan(
        title="New data <b>",
        wall=wall_of(now + 3_600_000, "UTC"),
        zone="UTC",
        minutes=30,
        people=(Person(hcp.id, name, "ana@klinik.example.org", "de", "Europe/Berlin"),),
    )
    host_of = Host(host.staff.id, host.staff.name, host.staff.email, site.org.name)
    return await parts.meetings.create(site.org.id, plan, host_of)


async def test_outbox(site: Site, ada: Visitor) -> None:
    """A mail stands in the list; its page shows the text, never the join link."""
    planned = await meeting(site, ada)
    listed = await ada.get("/admin/mail?q=bergmann")
    assert "Dr Ana Bergmann" in listed.words
    assert "New data <b>" in listed.words
    mail = (await site.services.outbox.search(site.org.id)).items[0]
    page = await ada.get(f"/admin/mail/{mail.id}")
    token = await site.services.links.token(site.org.id, planned.invitees[0].id)
    assert token not in page.body
    assert "Ada Admin" in page.words
    assert "meeting.ics" in page.words


async def test_calendar_file(site: Site, ada: Visitor) -> None:
    """The attachment can be saved, without the link."""
    planned = await meeting(site, ada)
    mail = (await site.services.outbox.search(site.org.id)).items[0]
    answer = await ada.get(f"/admin/mail/{mail.id}/meeting.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.body
    assert await site.services.links.token(site.org.id, planned.invitees[0].id) not in answer.body


async def delivered(site: Site) -> Mail:
    """The only mail, once the server's own worker has delivered it."""
    async with asyncio.timeout(10):
        while True:
            mail = (await site.services.outbox.search(site.org.id)).items[0]
            if mail.state is MailState.DELIVERED:
                return mail
            await asyncio.sleep(0.05)


async def test_resend(site: Site, ada: Visitor) -> None:
    """A delivered mail goes out again when asked; one that waits is not asked twice."""
    await meeting(site, ada)
    mail = await delivered(site)
    page = await ada.follow(f"/admin/mail/{mail.id}/resend")
    assert "is on its way again" in page.words


async def test_foreign_mail(site: Site, ada: Visitor) -> None:
    """Another organisation's mail is not there."""
    await meeting(site, ada)
    mail = (await site.services.outbox.search(site.org.id)).items[0]
    other = await site.services.accounts.organisations.create("Pharma Two")
    eve = await site.person(StaffRole.ADMIN, "Eve Other", other)
    for path in ("", "/meeting.ics"):
        assert (await eve.get(f"/admin/mail/{mail.id}{path}")).status == 404
    assert (await eve.post(f"/admin/mail/{mail.id}/resend")).status == 404
    assert "Dr Ana Bergmann" not in (await eve.get("/admin/mail")).body


async def test_empty_outbox(ada: Visitor) -> None:
    """Nothing written yet, and nothing found, are said in different words."""
    assert "No mail yet" in (await ada.get("/admin/mail")).words
    assert "No mail matches" in (await ada.get("/admin/mail?q=nobody")).words


async def test_health(site: Site, ada: Visitor) -> None:
    """Database, media port and disk stand there with their values."""
    page = await ada.get("/admin/health")
    assert "Everything works." in page.words
    assert "sqlite answers." in page.words
    assert f"{site.services.media.port} (UDP)" in page.words


async def test_audit(site: Site, ada: Visitor) -> None:
    """What was done stands there with who did it, and the chain proves itself."""
    await ada.post("/admin/people", INES)
    page = await ada.get("/admin/audit?verify=yes")
    assert "staff.created" in page.words
    assert "Ada Admin" in page.words
    assert "Every line is as it was written" in page.words


async def test_audit_filters(site: Site, ada: Visitor) -> None:
    """By action; an empty result says so."""
    await ada.post("/admin/people", INES)
    assert "staff.created" in (await ada.get("/admin/audit?action=staff.created")).words
    assert "Nothing matches" in (await ada.get("/admin/audit?action=hcp.created")).words


async def test_broken_chain(site: Site, ada: Visitor) -> None:
    """A line that was changed behind our back is found and named."""
    await ada.post("/admin/people", INES)
    async with site.store.begin() as connection:
        await connection.execute(update(audit).values(actor="somebody else"))
    page = await ada.get("/admin/audit?verify=yes")
    assert "The trail is not as it was written." in page.words
    assert "Line 1" in page.words


async def test_compliance_reads_the_trail(site: Site) -> None:
    """Compliance sees the trail; a rep does not."""
    assert (await (await site.person(StaffRole.COMPLIANCE)).get("/admin/audit")).status == 200
    rep = await site.person(StaffRole.REP, "Rita Rep")
    assert (await rep.get("/admin/audit")).status == 403
