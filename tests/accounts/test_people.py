"""The staff of an organisation: adding, finding, changing, switching off."""

import asyncio

import pytest

from accounts import (
    Accounts,
    BadEmail,
    BadLanguage,
    BadName,
    BadValue,
    BadZone,
    EmailTaken,
    LastAdmin,
    LoginLimited,
    NotFound,
    Organisation,
    Staff,
    StaffRole,
    WeakPassword,
    WrongLogin,
)

PASSWORD = "correct horse battery"
HERE = "192.0.2.7"


async def test_create(accounts: Accounts, org: Organisation, alice: Staff) -> None:
    """A new person is found with what was given, in the organisation's language and zone."""
    found = await accounts.get(org.id, alice.id)
    assert found == alice
    assert (found.name, found.role, found.active) == ("Alice Stein", StaffRole.REP, True)
    assert (found.language, found.zone) == ("de", "Europe/Berlin")


async def test_a_name_is_one_clean_line(accounts: Accounts, org: Organisation) -> None:
    """Line breaks in a name never reach a mail header or a calendar."""
    person = await accounts.create(
        org.id,
        email="eve@meridian.example",
        name="  Eve\r\nBcc: all@example.com\u2028x ",
        role=StaffRole.REP,
        password=PASSWORD,
    )
    assert person.name == "Eve Bcc: all@example.com x"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("email", "no-address", BadEmail),
        ("email", "a@b@c.example", BadEmail),
        ("email", "alice@meridian.example\nBcc: x@example.com", BadEmail),
        ("email", "", BadEmail),
        ("name", " \n ", BadName),
        ("name", "x" * 201, BadName),
        ("language", "tlh", BadLanguage),
        ("zone", "Mars/Olympus", BadZone),
        ("zone", "../../etc/passwd", BadZone),
        ("password", "short", WeakPassword),
        ("password", "x" * 257, WeakPassword),
        ("password", "abababababababab", WeakPassword),
        ("password", "Dave@Meridian.example", WeakPassword),
    ],
)
async def test_bad_values_are_refused(
    accounts: Accounts, org: Organisation, field: str, value: str, error: type[BadValue]
) -> None:
    """Each refusal names the field, so that the form can show it there."""
    values = {
        "email": "dave@meridian.example",
        "name": "Dave",
        "password": PASSWORD,
        "language": "en",
        "zone": "Europe/Paris",
    } | {field: value}
    with pytest.raises(error) as refusal:
        await accounts.create(
            org.id,
            email=values["email"],
            name=values["name"],
            role=StaffRole.REP,
            password=values["password"],
            language=values["language"],
            zone=values["zone"],
        )
    assert refusal.value.field == field
    assert (await accounts.search(org.id)).total == 0


async def test_an_address_signs_in_one_person(
    accounts: Accounts, alice: Staff, mallory: Staff
) -> None:
    """The same address again is refused, in any spelling and any organisation."""
    with pytest.raises(EmailTaken):
        await accounts.create(
            mallory.org,
            email="ALICE@meridian.example",
            name="Another",
            role=StaffRole.REP,
            password=PASSWORD,
        )


async def test_search(accounts: Accounts, org: Organisation, clara: Staff, alice: Staff) -> None:
    """People are found by any part of name or address, without case and accents, by name."""
    everybody = await accounts.search(org.id)
    assert [person.name for person in everybody.items] == ["Alice Stein", "Clara Weiß"]
    assert everybody.total == 2

    async def names(text: str) -> list[str]:
        return [person.name for person in (await accounts.search(org.id, text)).items]

    assert await names("STEIN") == ["Alice Stein"]
    assert await names("weiss") == ["Clara Weiß"]
    assert await names("clara meridian") == ["Clara Weiß"]
    assert await names("%") == []
    assert await names("_") == []
    assert await names("\ud800") == []


async def test_search_filters(
    accounts: Accounts, org: Organisation, clara: Staff, alice: Staff
) -> None:
    """The list can be narrowed to a role, and to who is switched on."""
    assert [p.id for p in (await accounts.search(org.id, role=StaffRole.ADMIN)).items] == [clara.id]
    await accounts.deactivate(org.id, alice.id)
    assert [p.id for p in (await accounts.search(org.id, active=True)).items] == [clara.id]
    assert [p.id for p in (await accounts.search(org.id, active=False)).items] == [alice.id]


async def test_pages(accounts: Accounts, org: Organisation) -> None:
    """A long list comes in pages that neither repeat nor leave out anybody."""
    for number in range(7):
        await accounts.create(
            org.id,
            email=f"p{number}@meridian.example",
            name="Same Name",
            role=StaffRole.REP,
            password=PASSWORD,
        )
    pages = [await accounts.search(org.id, page=number, size=3) for number in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [3, 3, 1, 0]
    assert {page.total for page in pages} == {7}
    assert {page.pages for page in pages} == {3}
    assert len({person.id for page in pages for person in page.items}) == 7


async def test_change(accounts: Accounts, clara: Staff, alice: Staff) -> None:
    """What is given changes, the rest stays, and the new name is found."""
    changed = await accounts.change(
        alice.org, alice.id, name="Alice Fels", role=StaffRole.MARKETING, zone="Europe/Madrid"
    )
    assert (changed.name, changed.role, changed.zone) == (
        "Alice Fels",
        StaffRole.MARKETING,
        "Europe/Madrid",
    )
    assert (changed.email, changed.language) == (alice.email, alice.language)
    assert (await accounts.search(alice.org, "fels")).total == 1


async def test_the_last_admin_stays(accounts: Accounts, clara: Staff, alice: Staff) -> None:
    """Nobody can lock the whole organisation out, by switching off or by changing the role."""
    with pytest.raises(LastAdmin):
        await accounts.deactivate(clara.org, clara.id)
    with pytest.raises(LastAdmin):
        await accounts.change(clara.org, clara.id, role=StaffRole.REP)
    assert (await accounts.get(clara.org, clara.id)) == clara
    await accounts.change(alice.org, alice.id, role=StaffRole.ADMIN)
    await accounts.deactivate(clara.org, clara.id)
    with pytest.raises(LastAdmin):
        await accounts.deactivate(alice.org, alice.id)


async def test_two_admins_cannot_switch_each_other_off(
    accounts: Accounts, clara: Staff, alice: Staff
) -> None:
    """At the same moment, too, one stays."""
    await accounts.change(alice.org, alice.id, role=StaffRole.ADMIN)
    await asyncio.gather(
        accounts.deactivate(clara.org, clara.id),
        accounts.deactivate(alice.org, alice.id),
        return_exceptions=True,
    )
    assert (await accounts.search(clara.org, role=StaffRole.ADMIN, active=True)).total == 1


async def test_change_password(accounts: Accounts, alice: Staff) -> None:
    """The new password opens, the old one does not."""
    await accounts.change_password(alice.org, alice.id, PASSWORD, "an entirely new one", HERE)
    assert (await accounts.login(alice.email, "an entirely new one", HERE)).staff.id == alice.id
    with pytest.raises(WrongLogin):
        await accounts.login(alice.email, PASSWORD, HERE)


async def test_change_password_needs_the_old_one(accounts: Accounts, alice: Staff) -> None:
    """A browser left open does not give the account away, nor a place to guess in."""
    for _ in range(5):
        with pytest.raises(WrongLogin):
            await accounts.change_password(alice.org, alice.id, "a guess", "entirely new one", HERE)
    with pytest.raises(LoginLimited):
        await accounts.change_password(alice.org, alice.id, PASSWORD, "entirely new one", HERE)


async def test_change_password_to_a_weak_one(accounts: Accounts, alice: Staff) -> None:
    """A weak password is refused and the old one stays."""
    with pytest.raises(WeakPassword):
        await accounts.change_password(alice.org, alice.id, PASSWORD, "short", HERE)
    assert (await accounts.login(alice.email, PASSWORD, HERE)).staff.id == alice.id


async def test_tenants_do_not_meet(
    accounts: Accounts, org: Organisation, clara: Staff, alice: Staff, mallory: Staff
) -> None:
    """Another organisation's admin finds nobody here and changes nothing."""
    assert (await accounts.search(mallory.org, "alice")).total == 0
    for attempt in (
        accounts.get(mallory.org, alice.id),
        accounts.change(mallory.org, alice.id, name="Mine"),
        accounts.deactivate(mallory.org, alice.id),
        accounts.activate(mallory.org, alice.id),
        accounts.reset_password(mallory.org, alice.id, "an entirely new one"),
        accounts.change_password(mallory.org, alice.id, PASSWORD, "an entirely new one", HERE),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await accounts.get(org.id, alice.id) == alice
    assert (await accounts.login(alice.email, PASSWORD, HERE)).staff.id == alice.id


async def test_an_unknown_organisation_is_not_found(accounts: Accounts, org: Organisation) -> None:
    """Neither people nor anything else belongs to an organisation that is not there."""
    assert await accounts.organisations.get(org.id) == org
    assert await accounts.organisations.all() == (org,)
    with pytest.raises(NotFound):
        await accounts.organisations.get("nowhere")
    with pytest.raises(NotFound):
        await accounts.create(
            "nowhere",
            email="x@meridian.example",
            name="X",
            role=StaffRole.REP,
            password=PASSWORD,
        )
