"""The HCP directory."""

from dataclasses import replace
from typing import Any

import pytest

from engagement.errors import Duplicate, Invalid, NotFound
from engagement.people import HcpFields, check_field
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, FOREIGN, ORG, START

ANA = HcpFields(
    title="Dr",
    given_name="Ana",
    family_name="Bergmann",
    email="ana@clinic.example.com",
    crm_id="0011t00000AbCdE",
    npi="1234567893",
    specialty="Cardiology",
    workplace="St. Jürgen, Lübeck",
    country="DE",
    language="de",
    zone="Europe/Berlin",
    segment="A",
    products=("cardiol",),
)


def named(given: str, family: str, **more: Any) -> HcpFields:
    return HcpFields(given_name=given, family_name=family, **more)


async def create(books: EngagementStore, person: HcpFields, org: str = ORG) -> str:
    return (await books.directory.create(org, person, by=ALICE, now=START)).id


async def names(books: EngagementStore, text: str, **more: Any) -> list[str]:
    page = await books.directory.search(ORG, text, **more)
    return [person.name for person in page.items]


async def test_create(books: EngagementStore) -> None:
    """All fields are kept, and found again by the id."""
    created = await books.directory.create(ORG, ANA, by=ALICE, now=START)
    assert created == await books.directory.get(ORG, created.id)
    assert (created.fields, created.created_at, created.archived) == (ANA, START, False)
    assert created.name == "Dr Ana Bergmann"


async def test_create_tidies(books: EngagementStore) -> None:
    """Blanks, capitals and spellings of codes are evened out; empty is absent."""
    person = replace(
        ANA,
        given_name="  Ana \t Maria ",
        email="Ana@Clinic.Example.COM ",
        country="de",
        language="DE",
        segment="  ",
    )
    stored = (await books.directory.create(ORG, person, by=ALICE, now=START)).fields
    assert stored == replace(ANA, given_name="Ana Maria", segment=None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", " "),
        ("family_name", ""),
        ("given_name", "x" * 201),
        ("family_name", "Berg\x00mann"),
        ("family_name", "Berg\ud800mann"),
        ("email", "ana"),
        ("email", "ana@@clinic.example.com"),
        ("email", "ana@clinic.example.com\nBcc: all@example.com"),
        ("npi", "123"),
        ("npi", "12345678AB"),
        ("crm_id", "0011 t"),
        ("country", "Germany"),
        ("language", "german"),
        ("language", ""),
        ("zone", "Berlin"),
        ("products", ("card iol",)),
    ],
)
async def test_create_invalid(books: EngagementStore, field: str, value: Any) -> None:
    """A bad field is named, and nobody is created."""
    with pytest.raises(Invalid) as caught:
        await create(books, replace(ANA, **{field: value}))
    assert caught.value.field == field
    assert (await books.directory.search(ORG)).total == 0


@pytest.mark.parametrize("field", ["email", "crm_id", "npi"])
async def test_create_duplicate(books: EngagementStore, field: str) -> None:
    """An id or address belongs to one HCP of an organisation; the error says whose it is."""
    first = await create(books, ANA)
    with pytest.raises(Duplicate) as caught:
        await create(books, named("Other", "Person", **{field: getattr(ANA, field)}))
    assert caught.value.existing == first
    assert (await books.directory.search(ORG)).total == 1


async def test_same_person_in_two_organisations(books: EngagementStore) -> None:
    """Two organisations may know the same HCP."""
    assert await create(books, ANA) != await create(books, ANA, FOREIGN)


async def test_change(books: EngagementStore) -> None:
    """A change is stored, and found under the new name only."""
    id = await create(books, ANA)
    married = replace(ANA, family_name="Castro", products=None)
    changed = await books.directory.change(ORG, id, married, by=ALICE, now=START + 5)
    assert (changed.fields, changed.updated_at) == (married, START + 5)
    assert await books.directory.get(ORG, id) == changed
    assert await names(books, "castro") == ["Dr Ana Castro"]
    assert await names(books, "bergmann") == []


async def test_change_nothing(books: EngagementStore) -> None:
    """Saving without a change leaves no trace."""
    id = await create(books, ANA)
    same = await books.directory.change(ORG, id, ANA, by=ALICE, now=START + 5)
    assert same.updated_at == START
    assert (await books.audit.search(ORG)).total == 1


async def test_change_refused(books: EngagementStore) -> None:
    """The same refusals as for a new HCP; one's own address is no duplicate."""
    id = await create(books, ANA)
    other = await create(books, named("Carlos", "Diaz", email="carlos@example.com"))
    with pytest.raises(Duplicate):
        await books.directory.change(
            ORG, id, replace(ANA, email="carlos@example.com"), by=ALICE, now=START
        )
    with pytest.raises(Invalid):
        await books.directory.change(ORG, id, replace(ANA, zone="X"), by=ALICE, now=START)
    await books.directory.change(ORG, other, named("C", "D"), by=ALICE, now=START)
    await books.directory.change(
        ORG, id, replace(ANA, email="carlos@example.com"), by=ALICE, now=START
    )


async def test_archive(books: EngagementStore) -> None:
    """An archived HCP is in no list, and is still there; and comes back."""
    id = await create(books, ANA)
    await books.directory.archive(ORG, id, archived=True, by=ALICE, now=START + 1)
    assert await names(books, "") == []
    assert await names(books, "", archived=True) == ["Dr Ana Bergmann"]
    assert (await books.directory.get(ORG, id)).archived
    back = await books.directory.archive(ORG, id, archived=False, by=ALICE, now=START + 2)
    assert back == await books.directory.get(ORG, id)
    assert await names(books, "") == ["Dr Ana Bergmann"]


async def test_search(books: EngagementStore) -> None:
    """Every word must occur, in any order and field, whatever its accents and case."""
    await create(books, ANA)
    await create(books, named("Zoë", "Müller", specialty="Oncology"))
    await create(books, named("Max", "100% Straße_1"))
    assert await names(books, "BERGMANN ana") == ["Dr Ana Bergmann"]
    assert await names(books, "lubeck cardio") == ["Dr Ana Bergmann"]
    assert await names(books, "muller zoe") == ["Zoë Müller"]
    assert await names(books, "ana oncology") == []
    assert await names(books, "0011t") == ["Dr Ana Bergmann"]
    assert await names(books, "100%") == ["Max 100% Straße_1"]
    assert await names(books, "strasse_") == ["Max 100% Straße_1"]
    assert await names(books, "%") == ["Max 100% Straße_1"]
    assert await names(books, "'; DROP TABLE hcp; --") == []


async def test_search_pages(books: EngagementStore) -> None:
    """Pages are sorted by family name, complete, and stay within bounds."""
    for number in range(7):
        await create(books, named("P", f"Name{6 - number}"))
    first = await books.directory.search(ORG, size=3)
    assert (first.total, first.pages, first.number) == (7, 3, 1)
    found = [await names(books, "", size=3, number=number) for number in (1, 2, 3, 4)]
    assert [len(page) for page in found] == [3, 3, 1, 0]
    assert sum(found, []) == [f"P Name{number}" for number in range(7)]
    assert (await books.directory.search(ORG, number=-5, size=10**9)).size == 200


async def test_several(books: EngagementStore) -> None:
    """Those that are there, by id."""
    id = await create(books, ANA)
    found = await books.directory.several(ORG, {id, "nobody"})
    assert set(found) == {id}


async def test_foreign_organisation(books: EngagementStore) -> None:
    """To another organisation an HCP does not exist."""
    id = await create(books, ANA)
    with pytest.raises(NotFound):
        await books.directory.get(FOREIGN, id)
    with pytest.raises(NotFound):
        await books.directory.change(FOREIGN, id, ANA, by=ALICE, now=START)
    with pytest.raises(NotFound):
        await books.directory.archive(FOREIGN, id, archived=True, by=ALICE, now=START)
    assert await books.directory.several(FOREIGN, {id}) == {}
    assert (await books.directory.search(FOREIGN, "bergmann")).total == 0


async def test_audited(books: EngagementStore) -> None:
    """The trail has who changed what from what; names can be erased from it."""
    id = await create(books, ANA)
    castro = replace(ANA, family_name="Castro", segment="B")
    await books.directory.change(ORG, id, castro, by="carla", now=START + 1)
    line = (await books.audit.search(ORG, subject=id)).items[0]
    assert (line.actor, line.action, line.before, line.after) == (
        *("carla", "hcp.changed"),
        {"family_name": "Bergmann", "segment": "A"},
        {"family_name": "Castro", "segment": "B"},
    )
    await books.audit.forget(ORG, "hcp", id)
    line = (await books.audit.search(ORG, subject=id)).items[0]
    assert line.after == {"family_name": None, "segment": "B"}
    assert (await books.audit.verify(ORG)).sound


def test_check_field() -> None:
    """One field at a time, for a form that says where the mistake is."""
    assert check_field("country", " de ") == "DE"
    assert check_field("zone", "") is None
