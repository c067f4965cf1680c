"""Signing in with e-mail address and password."""

import time

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import AccountOff, Accounts, Passwords, Staff, WrongLogin
from accounts.people import Clock
from accounts.tables import login_attempt, staff, staff_session

PASSWORD = "correct horse battery"
HERE = "192.0.2.7"


async def test_login(accounts: Accounts, alice: Staff) -> None:
    """The right password opens a session that finds the person again."""
    signed_in = await accounts.login("alice@meridian.example", PASSWORD, HERE)
    found = await accounts.session(signed_in.secret)
    assert found is not None
    assert (found.id, found.role, found.org) == (alice.id, alice.role, alice.org)


async def test_the_moment_of_login_is_kept(accounts: Accounts, alice: Staff, clock: Clock) -> None:
    """The people page says when somebody was last here."""
    await accounts.login(alice.email, PASSWORD, HERE)
    assert (await accounts.get(alice.org, alice.id)).last_login == clock()


@pytest.mark.parametrize(
    "typed", ["Alice@Meridian.example", " alice@meridian.example ", "ALICE@MERIDIAN.EXAMPLE"]
)
async def test_the_address_is_read_kindly(accounts: Accounts, alice: Staff, typed: str) -> None:
    """Case and spaces around the address do not matter."""
    assert (await accounts.login(typed, PASSWORD, HERE)).staff.id == alice.id


async def test_the_password_is_the_same_from_every_keyboard(
    accounts: Accounts, alice: Staff
) -> None:
    """A composed and a decomposed ü are one character to the person who types it."""
    await accounts.reset_password(alice.org, alice.id, "gru\u0308ne Wiese am Abend")
    signed_in = await accounts.login(alice.email, "gr\u00fcne Wiese am Abend", HERE)
    assert signed_in.staff.id == alice.id


@pytest.mark.parametrize("password", ["", "correct horse batterY", PASSWORD + " ", "x" * 100_000])
async def test_a_wrong_password_is_refused(accounts: Accounts, alice: Staff, password: str) -> None:
    """Nothing but the password opens the door."""
    with pytest.raises(WrongLogin) as refusal:
        await accounts.login(alice.email, password, HERE)
    assert refusal.value.code == "wrong-login"


@pytest.mark.parametrize("email", ["bob@meridian.example", "", "not an address", "\ud800", "%"])
async def test_an_unknown_address_is_refused_in_the_same_words(
    accounts: Accounts, alice: Staff, email: str
) -> None:
    """The answer does not tell whether somebody has an account."""
    with pytest.raises(WrongLogin) as unknown:
        await accounts.login(email, PASSWORD, HERE)
    with pytest.raises(WrongLogin) as wrong:
        await accounts.login(alice.email, "wrong password", HERE)
    assert str(unknown.value) == str(wrong.value)


async def test_an_unknown_address_takes_as_long(database: AsyncEngine, clock: Clock) -> None:
    """Neither does the time the answer takes: both do a whole argon2 computation."""
    passwords = Passwords()
    stored = await passwords.hash(PASSWORD)

    async def fastest(against: str | None) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            assert not await passwords.check("a wrong password", against)
            times.append(time.perf_counter() - start)
        return min(times)

    assert 0.5 < await fastest(None) / await fastest(stored) < 2


async def test_a_switched_off_account_is_told_so_only_with_the_password(
    accounts: Accounts, clara: Staff, alice: Staff
) -> None:
    """Who does not know the password learns nothing about the account."""
    await accounts.deactivate(alice.org, alice.id)
    with pytest.raises(AccountOff):
        await accounts.login(alice.email, PASSWORD, HERE)
    with pytest.raises(WrongLogin):
        await accounts.login(alice.email, "wrong password", HERE)


async def test_no_secret_reaches_the_database(
    accounts: Accounts, alice: Staff, database: AsyncEngine
) -> None:
    """Neither a password, typed right or wrong, nor a session's secret can be read in any table."""
    signed_in = await accounts.login(alice.email, PASSWORD, HERE)
    with pytest.raises(WrongLogin):
        await accounts.login("my secret passphrase", "my secret passphrase", HERE)
    async with database.connect() as connection:
        everything = ""
        for table in (staff, staff_session, login_attempt):
            everything += str((await connection.execute(select(table))).all())
    assert alice.email in everything
    for secret in (PASSWORD, signed_in.secret, "my secret passphrase"):
        assert secret not in everything
    assert signed_in.secret not in repr(signed_in)


async def test_an_old_weak_hash_is_renewed(
    accounts: Accounts, alice: Staff, database: AsyncEngine, clock: Clock
) -> None:
    """When the costs go up, each login brings its own hash up to date."""
    stronger = Accounts(database, clock=clock, passwords=Passwords(time_cost=2, memory_kib=16))
    await stronger.login(alice.email, PASSWORD, HERE)
    async with database.connect() as connection:
        query = select(staff.c.password).where(staff.c.id == alice.id)
        assert "m=16,t=2" in (await connection.execute(query)).scalar_one()
    assert (await stronger.login(alice.email, PASSWORD, HERE)).staff.id == alice.id
