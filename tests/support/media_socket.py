"""The UDP socket of a light peer, which the kernel may stamp with times of arrival."""

import socket
import struct

SO_TIMESTAMPNS = 35
"""Linux' number for "tell when each datagram came"; not in Python's socket."""


def open_socket(bind: str, *, stamped: bool = False) -> socket.socket:
    """A socket on a free port of that address, with room for a megabyte."""
    sock = socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    sock.bind((bind, 0))
    if stamped:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    return sock


def read_stamped(sock: socket.socket) -> tuple[bytes, int]:
    """A datagram and when the kernel got it, in nanoseconds of the wall clock. Raises OSError."""
    data, ancillary, *_ = sock.recvmsg(2048, 64)
    seconds, rest = struct.unpack("=qq", ancillary[0][2])
    return data, seconds * 1_000_000_000 + rest
