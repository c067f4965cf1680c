"""An outbox with one mail in it."""

import ssl
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Letters, Links, Mail, Meeting, Meetings, Outbox, SmtpCarrier
from tests.conftest import Clock
from tests.scheduling.cast import ALICE, ORG, PLAN
from tests.scheduling.mailserver import Postbox

MakeOutbox = Callable[..., Outbox]


async def only(outbox: Outbox) -> Mail:
    [item] = (await outbox.search(ORG)).items
    return item


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
async def made(meetings: Meetings) -> Meeting:
    return await meetings.create(ORG, PLAN, ALICE)


@pytest.fixture
def outbox_to(
    database: AsyncEngine, links: Links, letters: Letters, clock: Clock
) -> Callable[[str, ssl.SSLContext | None], Outbox]:
    """An outbox that delivers to a URL."""

    def make(url: str, tls: ssl.SSLContext | None = None) -> Outbox:
        return Outbox(database, links, letters, SmtpCarrier(url, tls=tls), clock=clock)

    return make
