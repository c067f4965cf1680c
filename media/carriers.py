"""Batches to viewers by UDP and by TCP: one `BatchSender` for both.

Fans do not know which way a viewer's packets go. So a viewer whose network changes from one to the
other stays in its fan, with its keys and its sequence numbers, and only its address is another.
"""

from collections.abc import Mapping, Sequence

from media.aiortc_seam import TRAILER, Protect
from media.batch import TCP_MARK, BatchSender, Recipients, Seal, Sent, Slot
from media.framing import LENGTH, frame
from media.tcpconnection import Connection


class TcpSender:
    """All packets of a batch by one write for each connection that has room."""

    def __init__(self, connections: Mapping[bytes, Connection]) -> None:
        self._connections = connections
        self._slot = Slot()

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `media.batch.BatchSender`."""
        result = Sent()
        for address, sealed_at in self._slot.sealing(to, packets, protect, indices):
            connection = self._connections.get(address)
            frames = _frames(connection, packets, sealed_at) if connection else []
            if connection and frames:
                connection.write(b"".join(frames))
            result.packets += len(frames)
            result.dropped += len(packets) - len(frames)
        return result


def _frames(connection: Connection, packets: Sequence[bytes], sealed_at: Seal) -> list[bytes]:
    """The packets for which the connection has room, encrypted and framed."""
    room = connection.room
    frames: list[bytes] = []
    for place, packet in enumerate(packets):
        need = LENGTH + len(packet) + TRAILER
        sealed = sealed_at(place) if need <= room else None
        if sealed is not None:
            frames.append(frame(sealed))
            room -= need
    return frames


class Carriers:
    """Gives each viewer's packets to the sender of its way."""

    def __init__(self, udp: BatchSender, connections: Mapping[bytes, Connection]) -> None:
        self._udp = udp
        self._tcp = TcpSender(connections)
        self._connections = connections

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `media.batch.BatchSender`."""
        # Mostly there are none: then nothing is asked of each viewer.
        if not self._connections:
            return self._udp.send(to, packets, protect, indices)
        by_tcp = [address.startswith(TCP_MARK) for address in to.addresses]
        if True not in by_tcp:
            return self._udp.send(to, packets, protect, indices)
        result = self._tcp.send(to.chosen(by_tcp), packets, protect, indices)
        by_udp = to.chosen([not each for each in by_tcp])
        if by_udp:
            result.add(self._udp.send(by_udp, packets, protect, indices))
        return result
