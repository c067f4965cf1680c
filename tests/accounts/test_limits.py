"""Guessing passwords soon ends at a closed door."""

import asyncio

import pytest

from accounts import Accounts, LoginLimited, Staff, WrongLogin
from accounts.limits import MAX_PER_ACCOUNT, MAX_PER_NETWORK, MAX_PER_PAIR, WINDOW_MS, network_of
from tests.conftest import Clock

PASSWORD = "correct horse battery"
HERE = "192.0.2.7"
OFFICE = "198.51.100.4"


async def guess(accounts: Accounts, email: str, address: str = HERE, times: int = 1) -> None:
    """Be wrong ``times`` times."""
    for _ in range(times):
        with pytest.raises(WrongLogin):
            await accounts.login(email, "a wrong password", address)


async def test_the_last_allowed_attempt_is_heard(accounts: Accounts, alice: Staff) -> None:
    """Four mistakes are forgiven, and success wipes the slate."""
    for _ in range(3):
        await guess(accounts, alice.email, times=MAX_PER_PAIR - 1)
        await accounts.login(alice.email, PASSWORD, HERE)


async def test_one_too_many_is_not_heard(accounts: Accounts, alice: Staff, clock: Clock) -> None:
    """After five mistakes even the right password waits, and is told how long."""
    await guess(accounts, alice.email, times=MAX_PER_PAIR)
    clock.advance(60_000)
    with pytest.raises(LoginLimited) as refusal:
        await accounts.login(alice.email, PASSWORD, HERE)
    assert refusal.value.code == "too-many"
    assert refusal.value.retry_after == 14 * 60
    assert str(refusal.value) == "Too many failed attempts. Try again in 14 minutes."


async def test_waiting_opens_the_door(accounts: Accounts, alice: Staff, clock: Clock) -> None:
    """``retry_after`` seconds later the person is heard, however often they knocked meanwhile."""
    await guess(accounts, alice.email, times=MAX_PER_PAIR)
    waits = []
    for _ in range(10):
        clock.advance(1_000)
        with pytest.raises(LoginLimited) as refusal:
            await accounts.login(alice.email, PASSWORD, HERE)
        waits.append(refusal.value.retry_after)
    clock.advance(waits[-1] * 1_000)
    assert (await accounts.login(alice.email, PASSWORD, HERE)).staff.id == alice.id


async def test_unknown_addresses_are_limited_alike(accounts: Accounts) -> None:
    """A limit that only real accounts have would tell which ones are real."""
    await guess(accounts, "nobody@meridian.example", times=MAX_PER_PAIR)
    with pytest.raises(LoginLimited):
        await accounts.login("Nobody@meridian.example", PASSWORD, HERE)


async def test_a_stranger_cannot_lock_the_owner_out(accounts: Accounts, alice: Staff) -> None:
    """The attacker's network is shut, the owner's is not."""
    await guess(accounts, alice.email, times=MAX_PER_PAIR)
    with pytest.raises(LoginLimited):
        await accounts.login(alice.email, PASSWORD, HERE)
    assert (await accounts.login(alice.email, PASSWORD, OFFICE)).staff.id == alice.id


async def test_many_networks_guessing_one_account_are_stopped(
    accounts: Accounts, alice: Staff
) -> None:
    """Spreading the guesses over addresses does not help for long."""
    for number in range(MAX_PER_ACCOUNT):
        await guess(accounts, alice.email, f"203.0.113.{number}")
    with pytest.raises(LoginLimited):
        await accounts.login(alice.email, PASSWORD, OFFICE)


async def test_one_network_guessing_many_accounts_is_stopped(
    accounts: Accounts, alice: Staff
) -> None:
    """Trying one popular password on everybody ends too; other networks are not touched."""
    for number in range(MAX_PER_NETWORK):
        await guess(accounts, f"person{number}@meridian.example")
    with pytest.raises(LoginLimited):
        await accounts.login(alice.email, PASSWORD, HERE)
    assert (await accounts.login(alice.email, PASSWORD, OFFICE)).staff.id == alice.id


async def test_a_burst_of_parallel_guesses_is_stopped(accounts: Accounts, alice: Staff) -> None:
    """All at once gets no more guesses than one after the other."""
    results = await asyncio.gather(
        *(accounts.login(alice.email, f"wrong password {n}", HERE) for n in range(12)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, WrongLogin) for result in results) <= MAX_PER_PAIR
    assert all(isinstance(result, WrongLogin | LoginLimited) for result in results)


async def test_old_attempts_are_forgotten(accounts: Accounts, alice: Staff, clock: Clock) -> None:
    """Tidying removes what no limit looks at, and nothing else."""
    await guess(accounts, alice.email, times=MAX_PER_PAIR)
    clock.advance(WINDOW_MS - 1)
    await accounts.tidy()
    with pytest.raises(LoginLimited):
        await accounts.login(alice.email, PASSWORD, HERE)
    clock.advance(1)
    await accounts.tidy()
    await accounts.login(alice.email, PASSWORD, HERE)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("?", "?"),
    ],
)
def test_network(address: str, network: str) -> None:
    """One IPv6 customer has 2^64 addresses and counts once."""
    assert network_of(address) == network


async def test_time_is_the_clocks(accounts: Accounts, alice: Staff, clock: Clock) -> None:
    """Limits count in the server's time alone."""
    await guess(accounts, alice.email, times=MAX_PER_PAIR)
    with pytest.raises(LoginLimited) as refusal:
        await accounts.login(alice.email, PASSWORD, HERE)
    assert refusal.value.retry_after == WINDOW_MS // 1_000
