"""Participant tokens and join cookies."""

from dataclasses import replace

import pytest

from scheduling import BadToken, Claim, ExpiredToken, Purpose, Tokens
from tests.conftest import Clock
from tests.scheduling.cast import KEYS

HOUR = 3_600_000


@pytest.fixture
def tokens(clock: Clock) -> Tokens:
    return Tokens(KEYS, clock=clock)


@pytest.fixture
def claim(clock: Clock) -> Claim:
    return Claim("org", "meeting", "bob", "attendee", "Dr. Bob Müller", "hcp-bob", clock() + HOUR)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_read(tokens: Tokens, claim: Claim, purpose: Purpose) -> None:
    """What was claimed is read back whole, and the token fits a header, a cookie and a URL."""
    token = tokens.issue(claim, purpose)
    assert tokens.read(token, purpose) == claim
    assert token.isascii() and set(token).isdisjoint(" ;,\"'/+?&%\\")
    assert len(token) < 600


def test_a_host_has_no_hcp(tokens: Tokens, claim: Claim) -> None:
    """Staff claims differ only in their values."""
    host = replace(claim, participant="alice", role="host", hcp=None, admitted=True)
    assert tokens.read(tokens.issue(host)) == host


def test_it_ends(tokens: Tokens, claim: Claim, clock: Clock) -> None:
    """To the millisecond."""
    token = tokens.issue(claim)
    clock.advance(HOUR - 1)
    assert tokens.read(token) == claim
    clock.advance(1)
    with pytest.raises(ExpiredToken) as refusal:
        tokens.read(token)
    assert refusal.value.code == "expired"


def test_purposes_do_not_mix(tokens: Tokens, claim: Claim) -> None:
    """A cookie opens no socket, and a token put into a cookie opens no page."""
    for made, asked in ((Purpose.JOIN, Purpose.PARTICIPANT), (Purpose.PARTICIPANT, Purpose.JOIN)):
        with pytest.raises(BadToken) as refusal:
            tokens.read(tokens.issue(claim, made), asked)
        assert refusal.value.code == "bad-token"


@pytest.mark.parametrize("token", ["", ".", "x", "a.b", "ü.b", "x" * 100_000, "\ud800"])
def test_nonsense_is_refused(tokens: Tokens, token: str) -> None:
    """Whatever stands in the header, the answer is the same."""
    with pytest.raises(BadToken):
        tokens.read(token)


def test_every_changed_character_is_noticed(tokens: Tokens, claim: Claim) -> None:
    """No character of claim or signature can be exchanged."""
    token = tokens.issue(claim)
    for place in range(len(token)):
        # A to D differ only in bits that a signature's last character does not use.
        other = "A" if token[place] not in "ABCD" else "w"
        with pytest.raises(BadToken):
            tokens.read(token[:place] + other + token[place + 1 :])


def test_another_servers_token_is_refused(claim: Claim, tokens: Tokens, clock: Clock) -> None:
    """Without our key there is no token."""
    with pytest.raises(BadToken):
        tokens.read(Tokens(["somebody else's"], clock=clock).issue(claim))


def test_keys_rotate(claim: Claim, clock: Clock) -> None:
    """A new key signs from now on; tokens of the old one hold until it is removed."""
    before = Tokens(["old"], clock=clock)
    during = Tokens(["old", "new"], clock=clock)
    after = Tokens(["new"], clock=clock)
    token = before.issue(claim)
    assert during.read(token) == claim
    assert after.read(during.issue(claim)) == claim
    with pytest.raises(BadToken):
        after.read(token)
