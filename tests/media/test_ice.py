"""ICE-lite: who is answered, and where media goes. aioice asks, as a browser would."""

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from media.ice import (
    MOST_ADDRESSES,
    BindingRequest,
    Credentials,
    IceLite,
    parse_request,
)

OURS = Credentials("ufrag", "password")
HOME, AWAY = ("192.0.2.1", 1000), ("2001:db8::1", 2000)


def ask(*, password: str = "password", nominate: bool = True, name: str = "ufrag:theirs") -> bytes:
    """A binding request by aioice."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = name
    message.attributes["PRIORITY"] = 1
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def request(*, password: str = "password", nominate: bool = True) -> BindingRequest:
    parsed = parse_request(ask(password=password, nominate=nominate))
    assert parsed is not None
    return parsed


def test_request() -> None:
    """A request says whose it is, and that its sender knows the password."""
    parsed = request()
    assert parsed.ufrag == "ufrag"
    assert parsed.nominates
    assert parsed.is_authentic("password")


def test_wrong_password() -> None:
    """Another password is noticed."""
    assert not request(password="guess").is_authentic("password")


def test_changed_request() -> None:
    """So is a change of any byte that the integrity covers."""
    data = bytearray(ask())
    data[30] ^= 1
    parsed = parse_request(bytes(data))
    assert parsed is not None and not parsed.is_authentic("password")


@pytest.mark.parametrize("address", [HOME, AWAY])
def test_reply(address: tuple[str, int]) -> None:
    """aioice reads our answer: where it came from, for this request, by somebody with the key."""
    parsed = request()
    verdict = IceLite(OURS).got_request(parsed, address)
    assert verdict is not None
    reply = stun.parse_message(verdict.reply)
    assert (reply.message_class, reply.message_method) == (stun.Class.RESPONSE, stun.Method.BINDING)
    assert reply.transaction_id == parsed.transaction
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == address
    assert reply.check_message_integrity(b"password")


def test_mapped_address() -> None:
    """An IPv4 peer on an IPv6 socket is told its IPv4 address."""
    verdict = IceLite(OURS).got_request(request(), ("::ffff:192.0.2.1", 1000))
    assert verdict is not None
    assert stun.parse_message(verdict.reply).attributes["XOR-MAPPED-ADDRESS"] == HOME


def test_first_address() -> None:
    """The first valid address is used at once, nominated or not."""
    ice = IceLite(OURS)
    verdict = ice.got_request(request(nominate=False), HOME)
    assert verdict is not None and verdict.selected
    assert ice.selected == HOME


def test_nomination() -> None:
    """Then only nomination moves the media."""
    ice = IceLite(OURS)
    ice.got_request(request(), HOME)
    verdict = ice.got_request(request(nominate=False), AWAY)
    assert verdict is not None and not verdict.selected
    assert ice.selected == HOME
    verdict = ice.got_request(request(), AWAY)
    assert verdict is not None and verdict.selected
    assert ice.selected == AWAY


def test_repeated_request() -> None:
    """A request that UDP repeats is answered again; from elsewhere it is a recording."""
    ice = IceLite(OURS)
    parsed = request()
    first, again = ice.got_request(parsed, HOME), ice.got_request(parsed, HOME)
    assert first is not None and first.fresh
    assert again is not None and not again.fresh
    assert again.reply == first.reply
    assert ice.got_request(parsed, AWAY) is None
    assert ice.selected == HOME


def test_repeated_nomination() -> None:
    """A recorded nomination of the network that a phone has left does not bring the media back."""
    ice = IceLite(OURS)
    recorded = request()
    ice.got_request(recorded, HOME)
    ice.got_request(request(), AWAY)
    verdict = ice.got_request(recorded, HOME)
    assert verdict is not None and not verdict.selected
    assert ice.selected == AWAY


def test_request_of_hours_ago() -> None:
    """Requests are remembered for as long as a meeting lasts."""
    ice = IceLite(OURS)
    recorded = request()
    ice.got_request(recorded, HOME)
    for _ in range(3000):
        ice.got_request(request(), HOME)
    assert ice.got_request(recorded, AWAY) is None


def test_new_requests_are_believed() -> None:
    """After hours of checks a new network is taken within a few tries."""
    ice = IceLite(OURS)
    for _ in range(6000):
        ice.got_request(request(), HOME)
    assert any(ice.got_request(request(), AWAY) for _ in range(5))
    assert ice.selected == AWAY


def test_bounded() -> None:
    """Addresses and requests are remembered up to a limit; the selected address stays."""
    ice = IceLite(OURS)
    ice.got_request(request(), HOME)
    forgotten = []
    for port in range(1, 40):
        verdict = ice.got_request(request(nominate=False), ("192.0.2.9", port))
        assert verdict is not None
        forgotten.append(verdict.forgotten)
    assert len(ice.validated) == MOST_ADDRESSES
    assert HOME in ice.validated
    assert forgotten[MOST_ADDRESSES - 1 :] == [
        ("192.0.2.9", port) for port in range(1, 40 - MOST_ADDRESSES + 1)
    ]


def test_credentials() -> None:
    """Two sessions' credentials differ, and are as long as RFC 8445 wants."""
    one, other = Credentials.make(), Credentials.make()
    assert one != other
    assert len(one.ufrag) >= 4 and len(one.password) >= 22


@pytest.mark.parametrize("kind", [stun.Class.RESPONSE, stun.Class.INDICATION, stun.Class.ERROR])
def test_not_a_request(kind: stun.Class) -> None:
    """Answers and indications want nothing of us."""
    assert parse_request(bytes(stun.Message(stun.Method.BINDING, kind))) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(19),
        ask()[:-1],
        ask() + bytes(4),
        bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)),
        ask()[:4] + b"\x00" + ask()[5:],
        ask(name="x" * 600),
    ],
    ids=["empty", "short", "cut", "longer", "no integrity", "other cookie", "long name"],
)
def test_malformed(data: bytes) -> None:
    """What is no STUN, or a request without integrity, is refused."""
    with pytest.raises(ValueError):
        parse_request(data)


@given(st.binary(max_size=100))
def test_anything(body: bytes) -> None:
    """Whatever comes, it is read or refused, and never authentic."""
    body += bytes(-len(body) % 4)
    data = b"\x00\x01" + len(body).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + body
    try:
        parsed = parse_request(data)
    except ValueError:
        return
    assert parsed is None or not parsed.is_authentic("password")


NEWER = Credentials("newer", "newpassword")


def told(ice: IceLite, name: str, address: tuple[str, int], *, nominate: bool = True) -> bool:
    """Whether a request of that generation is answered."""
    password = ice.password_of(name)
    parsed = parse_request(
        ask(name=f"{name}:theirs", password=password or "gone", nominate=nominate)
    )
    assert parsed is not None
    return password is not None and ice.got_request(parsed, address) is not None


def test_restart() -> None:
    """Both generations are answered until the peer nominates in the new one."""
    ice = IceLite(OURS)
    assert told(ice, "ufrag", HOME)
    ice.restart(NEWER)
    assert ice.selected == HOME and ice.ufrags == ("newer", "ufrag")
    assert told(ice, "ufrag", HOME)
    assert told(ice, "newer", AWAY, nominate=False)
    assert told(ice, "ufrag", HOME)
    assert told(ice, "newer", AWAY)
    assert ice.selected == AWAY
    assert not told(ice, "ufrag", HOME)


def test_restart_again_before_the_first_was_used() -> None:
    """The generation in use stays; of the new ones only the last counts."""
    ice = IceLite(OURS)
    ice.restart(NEWER)
    ice.restart(Credentials("newest", "newestpassword"))
    assert ice.ufrags == ("newest", "ufrag")
    assert told(ice, "ufrag", HOME) and not told(ice, "newer", HOME) and told(ice, "newest", HOME)
