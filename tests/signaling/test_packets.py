"""Socket.IO packets: those that we speak, and what becomes of the others."""

import pytest

from signaling.packets import ACK, CONNECT, DISCONNECT, EVENT, UNKNOWN, BadPacket, packet_class

Packet = packet_class({"chat", "show"})


def test_an_event() -> None:
    """Name, payload, number of the acknowledgement."""
    packet = Packet(encoded_packet='217["chat",{"text":"Ü"}]')
    assert (packet.packet_type, packet.namespace, packet.id) == (EVENT, "/", 17)
    assert packet.data == ["chat", {"text": "Ü"}]


def test_an_event_without_payload() -> None:
    """No payload is an empty one."""
    assert Packet(encoded_packet='2["chat"]').data == ["chat", {}]


def test_connect_and_disconnect() -> None:
    """With and without what comes along; in another namespace, too, to be refused there."""
    assert Packet(encoded_packet="0").data is None
    packet = Packet(encoded_packet='0/admin,{"token":"t"}')
    assert (packet.packet_type, packet.namespace) == (CONNECT, "/admin")
    assert packet.data == {"token": "t"}
    assert Packet(encoded_packet="1").packet_type == DISCONNECT


@pytest.mark.parametrize("name", ["connect", "disconnect", "*", "hack", UNKNOWN, ""])
def test_an_event_nobody_knows(name: str) -> None:
    """Above all the names of python-socketio's own handlers never get through."""
    assert Packet(encoded_packet=f'2["{name}",{{}}]').data[0] == UNKNOWN


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", "[1]", '["chat",{},{}]', '["chat",{"a":"\\ud800"}]', "[" * 30_000]
    + ['["chat",{"a":NaN}]', '["chat",{"a":1e999}]'],
)
def test_a_broken_event(body: str) -> None:
    """Its sender is answered, so it must have a name."""
    packet = Packet(encoded_packet=f"25{body}")
    assert (packet.id, packet.data[0]) == (5, UNKNOWN)


@pytest.mark.parametrize(
    "text",
    ["", "x", "9", "3[]", '4"no"', "51-[]", '51-["chat",{"_placeholder":true,"num":0}]', "61-0[]"]
    + ["0{", "0" + "[" * 30_000, b"2", {"a": 1}, ["2"]],
)
def test_what_is_no_packet_of_ours(text: object) -> None:
    """Acknowledgements, binary packets, broken ones: the connection ends."""
    with pytest.raises(BadPacket):
        Packet(encoded_packet=text)


def test_encode() -> None:
    """What we send is what any Socket.IO client reads."""
    assert Packet(ACK, [{"ä": 1}], "/", 3).encode() == '33[{"ä":1}]'
    assert Packet(CONNECT, {"sid": "s"}).encode() == '0{"sid":"s"}'
    assert Packet(DISCONNECT, namespace="/admin").encode() == "1/admin,"
