"""An outbox with one mail in it."""

from collections.abc import Callable

from scheduling import Mail, Outbox
from tests.scheduling.cast import ORG

MakeOutbox = Callable[..., Outbox]


async def only(outbox: Outbox) -> Mail:
    [item] = (await outbox.search(ORG)).items
    return item
