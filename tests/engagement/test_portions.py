"""Lists that grow with the data: no list is too long for the database."""

import pytest

from engagement.portions import MOST, portions
from engagement.store import EngagementStore
from tests.engagement.cast import ORG
from tests.engagement.test_directory import ANA, create
from tests.support.narrow import VALUES, narrow


@pytest.mark.parametrize("length", [0, 1, MOST, MOST + 1, 3 * MOST])
def test_portions(length: int) -> None:
    """Every value is in exactly one portion, in order, and no portion is too large."""
    found = list(portions(range(length)))
    assert [value for portion in found for value in portion] == list(range(length))
    assert all(0 < len(portion) <= MOST for portion in found)


async def test_many_hcps(books: EngagementStore) -> None:
    """As many HCPs as a large webinar has can be asked for at once."""
    ana = await create(books, ANA)
    await narrow(books.engine)
    asked = {ana, *(f"nobody-{number}" for number in range(3 * VALUES))}
    assert list(await books.directory.several(ORG, asked)) == [ana]
