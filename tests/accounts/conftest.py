"""The cast: Clara administers the clinic's organisation, Alice is its rep; Mallory is elsewhere."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Accounts, Organisation, Passwords, Staff, StaffRole
from accounts.people import Clock

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(database: AsyncEngine, clock: Clock) -> Accounts:
    """Accounts with hashing made cheap, except where a test is about its cost."""
    return Accounts(database, clock=clock, passwords=Passwords(time_cost=1, memory_kib=8))


@pytest.fixture
async def org(accounts: Accounts) -> Organisation:
    return await accounts.organisations.create("Meridian", language="de", zone="Europe/Berlin")


@pytest.fixture
async def clara(accounts: Accounts, org: Organisation) -> Staff:
    return await accounts.create(
        org.id,
        email="clara@meridian.example",
        name="Clara Weiß",
        role=StaffRole.ADMIN,
        password=PASSWORD,
    )


@pytest.fixture
async def alice(accounts: Accounts, org: Organisation) -> Staff:
    return await accounts.create(
        org.id,
        email="alice@meridian.example",
        name="Alice Stein",
        role=StaffRole.REP,
        password=PASSWORD,
    )


@pytest.fixture
async def mallory(accounts: Accounts) -> Staff:
    other = await accounts.organisations.create("Somewhere else")
    return await accounts.create(
        other.id,
        email="mallory@elsewhere.example",
        name="Mallory",
        role=StaffRole.ADMIN,
        password=PASSWORD,
    )
