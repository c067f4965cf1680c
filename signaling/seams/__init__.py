"""What signalling needs of others, and nothing more: each is a few methods that ``server`` wires.

    door       Doorkeeper   who is it?                                    accounts, scheduling
    meetings   Rooms        which meeting is it?                          scheduling, decks
               Registry     who is registered, in which groups?           scheduling, engagement
               Gate         may this slide be shown now?                  decks
    facts      Capture      keep what browsers and rooms report           engagement
               Attendance   keep who was connected, from when to when     engagement
    streams    Media        streams                                       media
               IceServers   relays for who does not reach media           server.relay

Times are UTC milliseconds. An implementation refuses by raising ``Refused``, or an error of its
own whose ``code`` is one of ``errors.CODES``: code and sentence go over the wire as they are. Every
other exception reaches the browser as ``server-error``, and the log.
"""

from signaling.errors import Refused
from signaling.seams.door import Claim, Doorkeeper, Pace
from signaling.seams.facts import Attendance, Batch, Capture, ClientEvent, Device, Fact, Receipt
from signaling.seams.meetings import Gate, Profile, Proof, Registry, Rooms
from signaling.seams.streams import (
    IceServer,
    IceServers,
    Media,
    MediaAnswer,
    MediaListener,
    MediaQuality,
    MediaSession,
    MediaStream,
    Restarted,
)

__all__ = [
    "Attendance",
    "Batch",
    "Capture",
    "Claim",
    "ClientEvent",
    "Device",
    "Doorkeeper",
    "Fact",
    "Gate",
    "IceServer",
    "IceServers",
    "Media",
    "MediaAnswer",
    "MediaListener",
    "MediaQuality",
    "MediaSession",
    "MediaStream",
    "Pace",
    "Profile",
    "Proof",
    "Receipt",
    "Refused",
    "Registry",
    "Restarted",
    "Rooms",
]
