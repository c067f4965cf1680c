"""A fan's audience: the viewers that it feeds, in the order in which they began. No I/O.

Rule 1: nobody is sent a packet from before its beginning. libsrtp on both ends counts how often a
viewer's line has wrapped; an older packet would be taken for one a whole round ahead, and the
viewer would stay dark. And a viewer that comes from another fan has had other packets under the
numbers before.

Rule 2: viewers begin in the order of the line, so whoever may have a packet is a prefix.
"""

from bisect import bisect_right

from media.aiortc_seam import Context
from media.batch import Recipients, pack_address
from media.cipher import Cipher
from media.downtrack import DownTrack
from media.sealing import MediaKey, Secrets


class Audience:
    """Viewers that have begun; lists in step."""

    def __init__(self, family: int, cipher: Cipher | None = None) -> None:
        """`cipher` seals these viewers' packets; None: libsrtp encrypts them."""
        self._family = family
        self._cipher = cipher
        self._keys: list[MediaKey] = []
        self._secrets: Secrets | None = None
        """Of all of them; None after a change, for many may come and go at one key frame."""
        self._tracks: list[DownTrack] = []
        self._starts: list[int] = []
        self._everybody: Recipients | None = None
        """The same, as they are sent to; None after a change, too."""
        self._contexts: list[Context] = []
        self._addresses: list[bytes] = []
        self._offsets: list[int] = []
        self._shifted = 0
        """How many offsets are not zero."""

    def __len__(self) -> int:
        return len(self._tracks)

    def admit(self, track: DownTrack) -> None:
        """Take a viewer that has entered, at an index that no viewer before has begun after."""
        if self._starts and track.start < self._starts[-1]:
            raise ValueError("viewers begin in the order of the line")
        if self._cipher is not None and not _has_key(track, self._cipher):
            raise ValueError("this viewer's packets are another's to encrypt")
        self._tracks.append(track)
        self._starts.append(track.start)
        offset = track.offset + (track.origin if self._cipher is not None else 0)
        self._offsets.append(offset)
        self._shifted += bool(offset)
        if self._cipher is not None and track.keys.media is not None:
            self._keys.append(track.keys.media)
            self._secrets = None
        self._contexts.append(track.keys.context)
        self._addresses.append(pack_address(self._family, track.address))
        self._everybody = None

    def remove(self, track: DownTrack) -> bool:
        """Let a viewer go, before its keys are freed; False when it had not begun."""
        if track not in self._tracks:
            return False
        place = self._tracks.index(track)
        self._shifted -= bool(self._offsets[place])
        for column in (
            self._tracks,
            self._starts,
            self._contexts,
            self._addresses,
            self._offsets,
        ):
            del column[place]
        self._everybody = None
        if self._cipher is not None:
            del self._keys[place]
            self._secrets = None
        return True

    def moved(self, track: DownTrack) -> None:
        """The viewer has another address now."""
        if track in self._tracks:
            place = self._tracks.index(track)
            self._addresses[place] = pack_address(self._family, track.address)
            self._everybody = None

    def entitled(self, index: int) -> int:
        """How many viewers may have the packet of that index: a prefix's length."""
        if self._starts and self._starts[-1] <= index:
            return len(self._starts)
        return bisect_right(self._starts, index)

    def everybody(self) -> Recipients:
        """All viewers, as RTCP wants them: it has no numbers of ours."""
        return Recipients(self._contexts, self._addresses)

    def first(self, count: int) -> Recipients:
        """The first `count` viewers."""
        everybody = self._everybody
        if everybody is None:
            everybody = self._everybody = self._gather()
        return everybody if count == len(self._tracks) else everybody.part(0, count)

    def _gather(self) -> Recipients:
        offsets = self._offsets if self._shifted else ()
        if self._cipher is None:
            return Recipients(self._contexts, self._addresses, offsets)
        self._secrets = self._secrets or Secrets.of(self._cipher, self._keys)
        return Recipients((), self._addresses, offsets, self._secrets)


def _has_key(track: DownTrack, cipher: Cipher) -> bool:
    return track.keys.media is not None and track.keys.media.cipher is cipher
