"""What a media server holds: its own objects, and what they cost outside of Python.

The garbage collector is not asked to run: what only it would free holds keys and buffers that it
knows nothing of, so it may let them lie for long. A census tells such cycles, too.
"""

import asyncio
import gc
import os
from collections import Counter
from pathlib import Path

from aiortc import RTCDtlsTransport
from OpenSSL import SSL
from pylibsrtp import Session as SrtpSession

from media.aiortc_seam import Keys, SecureTransport
from media.cache import PacketCache
from media.downtrack import DownTrack
from media.fan import Fan
from media.ice import IceLite
from media.publisher import Publisher
from media.server import MediaServer
from media.session import Session
from media.stream import Stream
from media.uptrack import UpTrack
from media.viewer import Viewer

KINDS = (
    *(Session, IceLite, SecureTransport, Keys, Publisher, UpTrack, Viewer, Stream, Fan),
    *(PacketCache, DownTrack, RTCDtlsTransport, SSL.Connection, SSL.Context, SrtpSession),
)
GAUGES = ("streams", "publishers", "viewers", "addresses", "held", "closing", "muted")


def objects() -> dict[str, int]:
    """How many there are of each of our kinds, without a collection before."""
    found = Counter(type(each) for each in gc.get_objects())
    return {f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}": found[kind] for kind in KINDS}


def census(media: MediaServer) -> dict[str, float]:
    """Objects, tasks, open files, and the server's own gauges."""
    stats = media.stats()
    outside = {
        "tasks": len(asyncio.all_tasks()),
        "files": len(os.listdir("/proc/self/fd")),
    }
    return objects() | outside | {name: stats[name] for name in GAUGES}


def resident_kb() -> int:
    """Memory of this process that is in use, kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
