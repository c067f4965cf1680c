"""Products, topics, and registered content."""

from dataclasses import replace
from typing import Any

import pytest

from engagement.content import Content
from engagement.errors import Invalid, NotFound
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, FOREIGN, ORG, START
from tests.engagement.play import SLIDES, VERSION


async def test_products(books: EngagementStore) -> None:
    """Products are made, renamed, archived and brought back."""
    products = books.catalogue.products
    made = await products.create(ORG, "cardiol", " Cardiol  forte ", by=ALICE, now=START)
    assert await products.all(ORG) == [made]
    assert (made.key, made.name) == ("cardiol", "Cardiol forte")
    renamed = await products.rename(ORG, made.id, "Cardiol", by=ALICE, now=START)
    assert await products.all(ORG) == [renamed]
    await products.archive(ORG, made.id, archived=True, by=ALICE, now=START + 1)
    assert await products.all(ORG) == []
    assert [term.archived_at for term in await products.all(ORG, archived=True)] == [START + 1]
    await products.archive(ORG, made.id, archived=False, by=ALICE, now=START + 2)
    assert await products.all(ORG) == [renamed]
    actions = [line.action for line in (await books.audit.search(ORG)).items]
    assert actions == [
        *("product.restored", "product.archived", "product.renamed", "product.created"),
    ]


@pytest.mark.parametrize(
    ("key", "name"), [("", "X"), ("a b", "X"), ("x" * 65, "X"), ("cardiol", "X"), ("y", " ")]
)
async def test_refused(books: EngagementStore, key: str, name: str) -> None:
    """A key is a code that is not taken; a name is not empty."""
    await books.catalogue.products.create(ORG, "cardiol", "Cardiol", by=ALICE, now=START)
    with pytest.raises(Invalid):
        await books.catalogue.products.create(ORG, key, name, by=ALICE, now=START)
    assert len(await books.catalogue.products.all(ORG)) == 1


async def test_furnish(books: EngagementStore) -> None:
    """A new organisation starts with the usual topics, once, and keeps what it renamed."""
    await books.catalogue.furnish(ORG, START)
    topics = await books.catalogue.topics.all(ORG)
    assert {"efficacy", "safety", "tolerability", "dosing", "access"} <= {t.key for t in topics}
    await books.catalogue.topics.rename(ORG, topics[0].id, "Mine", by=ALICE, now=START)
    await books.catalogue.furnish(ORG, START)
    again = await books.catalogue.topics.all(ORG)
    assert len(again) == len(topics) and "Mine" in {topic.name for topic in again}


async def test_foreign_organisation(books: EngagementStore) -> None:
    """Another organisation's terms are not there, and its keys are not taken."""
    made = await books.catalogue.products.create(ORG, "cardiol", "C", by=ALICE, now=START)
    assert await books.catalogue.products.all(FOREIGN) == []
    with pytest.raises(NotFound):
        await books.catalogue.products.rename(FOREIGN, made.id, "X", by=ALICE, now=START)
    await books.catalogue.products.create(FOREIGN, "cardiol", "C", by=ALICE, now=START)


async def test_register(books: EngagementStore) -> None:
    """A version and its slides are known once they are registered."""
    await books.content.register(ORG, VERSION, SLIDES, START)
    assert await books.content.version(ORG, "v1") == VERSION
    slides = await books.content.slides(ORG, {"v1", "v9"})
    assert slides == {("v1", slide.number): slide for slide in SLIDES}
    assert await books.content.keys(ORG, "v1") == ("welcome", "efficacy", "safety")


async def test_register_again(books: EngagementStore) -> None:
    """The same again writes nothing; a change of state, texts or slides is taken over."""
    await books.content.register(ORG, VERSION, SLIDES, START)
    await books.content.register(ORG, VERSION, SLIDES, START + 1)
    expired = replace(VERSION, state="expired", valid_until=START)
    titled = (replace(SLIDES[0], title="Hello", key="hello"),)
    await books.content.register(ORG, expired, titled, START + 2)
    assert await books.content.version(ORG, "v1") == expired
    assert list((await books.content.slides(ORG, {"v1"})).values()) == list(titled)
    assert await books.content.keys(ORG, "v1") == ("hello",)


async def test_keys_of_a_fresh_server(books: EngagementStore) -> None:
    """Keys come from the tables when nothing was registered since the start."""
    await books.content.register(ORG, VERSION, SLIDES, START)
    fresh = Content(books.engine)
    assert await fresh.keys(ORG, "v1") == ("welcome", "efficacy", "safety")
    assert await fresh.keys(ORG, "v9") == ()


@pytest.mark.parametrize("numbers", [[1, 2], [0, 2], [0, 0], [1, 0]])
async def test_register_with_holes(books: EngagementStore, numbers: list[Any]) -> None:
    """Slides are numbered from 0 without holes."""
    slides = [replace(SLIDES[0], number=number) for number in numbers]
    with pytest.raises(Invalid):
        await books.content.register(ORG, VERSION, slides, START)


async def test_register_of_a_foreign_version(books: EngagementStore) -> None:
    """A version stays its organisation's own; to others it does not exist."""
    await books.content.register(ORG, VERSION, SLIDES, START)
    with pytest.raises(NotFound):
        await books.content.register(FOREIGN, VERSION, SLIDES, START)
    with pytest.raises(NotFound):
        await books.content.version(FOREIGN, "v1")
    assert await books.content.slides(FOREIGN, {"v1"}) == {}
    assert await books.content.keys(FOREIGN, "v1") == ()
    assert await books.content.version(ORG, "v1") == VERSION
