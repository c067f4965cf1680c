"""Packets that may have to be sent again: a ring of the newest, by index. No I/O."""


class PacketCache:
    """The newest `size` packets of one line, as they were sent, before encryption.

    What is kept is what was sent, byte for byte: a packet that goes out twice under one sequence
    number must be the same packet, for AES-GCM must never see one nonce with two contents.
    """

    def __init__(self, size: int) -> None:
        if size & (size - 1):
            raise ValueError("the size of a packet cache is a power of two")
        self.size = size
        self._mask = size - 1
        self._packets: list[bytes] = [b""] * size
        self._indexes: list[int] = [-1] * size

    def put(self, index: int, packet: bytes) -> None:
        """Keep a packet; the one `size` before it is forgotten."""
        place = index & self._mask
        self._indexes[place] = index
        self._packets[place] = packet

    def get(self, index: int) -> bytes | None:
        """The packet with that index, None when it never came or is forgotten."""
        place = index & self._mask
        return self._packets[place] if self._indexes[place] == index else None
