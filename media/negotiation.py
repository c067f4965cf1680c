"""Offers and their answers: each makes a media session, or raises and changes nothing.

Media flows when the peer has come by itself.
"""

from collections.abc import Callable

from media.acceptance import AnsweredMedia, accept_publisher, accept_viewer
from media.answer import Transport, write_answer, write_fragment
from media.candidates import Candidate
from media.directory import Directory
from media.downlink import Downlinks
from media.fragment import parse_fragment, restarts
from media.offer import Offer, parse_offer
from media.publishers import Publishers
from media.resources import Answer, Level, Restarted, SessionKind, StreamInfo
from media.session import Session
from media.sessions import Sessions
from media.viewer import Viewer


class Negotiation:
    """Who offers what is told what we take, and where we are."""

    def __init__(
        self,
        sessions: Callable[[], Sessions],
        directory: Directory,
        publishers: Publishers,
        downlinks: Downlinks,
        view_changed: Callable[[Viewer, Level], None],
    ) -> None:
        self.candidates: tuple[Candidate, ...] = ()
        """What peers are told about where we are, the best first."""
        self._sessions = sessions
        self._directory = directory
        self._publishers = publishers
        self._downlinks = downlinks
        self._view_changed = view_changed

    def publish(self, room: str, participant: str, kind: str, offer_sdp: str) -> Answer:
        """Answer a publisher's offer. Raises BadOffer or TooManySessions."""
        offer = parse_offer(offer_sdp)
        accepted = accept_publisher(offer, voice=kind != "screen")
        codecs = {media.kind: media.codec for media in accepted}
        key = (room, participant, kind)
        stream = self._publishers.stream_to_be(key, codecs)
        session = self._sessions().create(SessionKind.PUBLISH, room, participant, stream)
        self._publishers.end_unconnected(key)
        info = StreamInfo(stream, *key, "audio" in codecs, "video" in codecs, started=0)
        session.media = self._publishers.make(session, info, accepted)
        return self._answer(session, offer, accepted)

    def play(self, stream: str, participant: str, offer_sdp: str) -> Answer:
        """Answer a viewer's offer. Raises NoSuchStream, BadOffer or TooManySessions."""
        source = self._directory.get(stream)
        offer = parse_offer(offer_sdp)
        accepted = accept_viewer(offer, source.codecs, source.sources)
        room = source.info.room
        session = self._sessions().create(SessionKind.PLAY, room, participant, stream)
        session.media = Viewer(
            accepted,
            source,
            participant,
            lambda: session.ice.selected,
            self._downlinks,
            self._view_changed,
        )
        return self._answer(session, offer, accepted)

    def _answer(
        self, session: Session, offer: Offer, accepted: tuple[AnsweredMedia, ...]
    ) -> Answer:
        tagged = offer.media[accepted[0].index]
        session.peer_ufrag, session.tag = offer.ufrag, (tagged.kind, tagged.mid)
        session.start(offer.fingerprints)
        info, text = session.info, write_answer(offer, accepted, self._transport(session))
        return Answer(info.id, info.stream, text, info.etag)

    def _transport(self, session: Session) -> Transport:
        return Transport(session.ice.credentials, self._sessions().fingerprint, self.candidates)

    def patch(self, session: str, fragment: str) -> Restarted | None:
        """Take a fragment: candidates (None; we need none), or a restart of ICE.

        Raises NoSuchSession, BadOffer. What raises has changed nothing: the session goes on.
        """
        found, said = self._sessions().find(session), parse_fragment(fragment)
        if not restarts(said, found.peer_ufrag):
            return None
        self._sessions().restart(found, said.ufrag or "")
        return Restarted(write_fragment(self._transport(found), found.tag), found.info.etag)
