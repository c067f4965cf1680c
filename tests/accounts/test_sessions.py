"""A session lives as long as it should and not longer."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Accounts, Staff
from accounts.sessions import IDLE_MS, LIFETIME_MS
from accounts.tables import staff_session
from tests.conftest import Clock

PASSWORD = "correct horse battery"
HERE = "192.0.2.7"


@pytest.fixture
async def secret(accounts: Accounts, alice: Staff) -> str:
    return (await accounts.login(alice.email, PASSWORD, HERE)).secret


async def test_session(accounts: Accounts, alice: Staff, secret: str) -> None:
    """The secret finds its person, and has 256 bits."""
    found = await accounts.session(secret)
    assert found is not None and found.id == alice.id
    assert len(secret) == 43


@pytest.mark.parametrize("wrong", ["", "x", "\ud800", "A" * 43, "' OR 1=1 --"])
async def test_a_made_up_secret_finds_nobody(accounts: Accounts, secret: str, wrong: str) -> None:
    """Whatever a cookie holds, only a real secret counts."""
    assert await accounts.session(wrong) is None


async def test_use_keeps_it_alive(
    accounts: Accounts, alice: Staff, secret: str, clock: Clock
) -> None:
    """A rep who works all day is not signed out in the middle of a call."""
    for _ in range(5):
        clock.advance(IDLE_MS - 60_000)
        assert await accounts.session(secret) is not None


async def test_idleness_ends_it(accounts: Accounts, secret: str, clock: Clock) -> None:
    """An unattended browser is not signed in the next morning."""
    clock.advance(IDLE_MS)
    assert await accounts.session(secret) is None


async def test_it_ends_in_any_case(accounts: Accounts, secret: str, clock: Clock) -> None:
    """Use does not prolong a session beyond its lifetime."""
    end = clock() + LIFETIME_MS
    while clock() < end - IDLE_MS // 2:
        clock.advance(IDLE_MS // 2)
        assert await accounts.session(secret) is not None
    clock.advance(IDLE_MS // 2)
    assert await accounts.session(secret) is None


async def test_logout_ends_this_one_alone(accounts: Accounts, alice: Staff, secret: str) -> None:
    """Signing out here leaves the other browser alone; twice is harmless."""
    other = (await accounts.login(alice.email, PASSWORD, HERE)).secret
    await accounts.logout(secret)
    await accounts.logout(secret)
    assert await accounts.session(secret) is None
    assert await accounts.session(other) is not None


async def test_switching_off_ends_all(
    accounts: Accounts, alice: Staff, clara: Staff, secret: str
) -> None:
    """Who is switched off is out at once, and switching on does not bring old sessions back."""
    await accounts.deactivate(alice.org, alice.id)
    assert await accounts.session(secret) is None
    await accounts.activate(alice.org, alice.id)
    assert await accounts.session(secret) is None


async def test_a_new_password_ends_the_others(
    accounts: Accounts, alice: Staff, secret: str
) -> None:
    """Changing the password throws out whoever else is in, and keeps the person who changes it."""
    mine = (await accounts.login(alice.email, PASSWORD, HERE)).secret
    await accounts.change_password(
        alice.org, alice.id, PASSWORD, "an entirely new one", HERE, keep=mine
    )
    assert await accounts.session(secret) is None
    assert await accounts.session(mine) is not None


async def test_tidy_removes_what_is_over(
    accounts: Accounts, alice: Staff, secret: str, clock: Clock, database: AsyncEngine
) -> None:
    """Dead sessions do not pile up; living ones stay."""
    clock.advance(IDLE_MS)
    fresh = (await accounts.login(alice.email, PASSWORD, HERE)).secret
    await accounts.tidy()
    async with database.connect() as connection:
        count = (await connection.execute(select(func.count()).select_from(staff_session))).scalar()
    assert count == 1
    assert await accounts.session(fresh) is not None
