"""Who speaks: a voice, not a cough; through a pause; not over somebody who goes on."""

from collections.abc import Iterable, Mapping

import pytest

from media.acceptance import AUDIO_LEVEL
from media.server import MediaServer
from media.speaker import AUDIBLE, CHANGE_INTERVAL, KEEP, Detector, Microphone, Speakers
from tests.support.media_offers import Habits
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, pause

PACKET = 0.02
SPEECH, LOUD, ROOM, SILENCE = 25, 15, 55, 127
LEVELS = Habits(levels=True)


class Talk:
    """A room in which levels are heard packet by packet, by a clock of its own."""

    def __init__(self) -> None:
        self.detector = Detector()
        self.now = 100.0
        self.changes: list[tuple[float, str | None]] = []

    def go(self, seconds: float, **levels: int) -> str | None:
        """Let everybody named be heard at that level for so long; who speaks then."""
        for _ in range(round(seconds / PACKET)):
            self.now += PACKET
            for who, level in levels.items():
                self.detector.heard(who, level, self.now)
            if self.detector.look(self.now):
                self.changes.append((self.now, self.detector.speaker))
        return self.detector.speaker


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_a_voice_becomes_the_speaker(talk: Talk) -> None:
    """Within half a second."""
    assert talk.go(0.3, alice=SPEECH) is None
    assert talk.go(0.2, alice=SPEECH) == "alice"


def test_speech_with_gaps_between_words(talk: Talk) -> None:
    """Words have gaps; whoever speaks is found all the same, and stays."""
    for _ in range(6):
        talk.go(0.26, alice=SPEECH)
        talk.go(0.08, alice=ROOM)
    assert [who for _, who in talk.changes] == ["alice"]


@pytest.mark.parametrize("cough", [0.1, 0.2, 0.3])
def test_a_cough_is_no_speech(talk: Talk, cough: float) -> None:
    """However loud."""
    talk.go(1, alice=SPEECH, bob=ROOM)
    talk.go(cough, alice=SPEECH, bob=1)
    assert talk.go(1, alice=SPEECH, bob=ROOM) == "alice"
    assert [who for _, who in talk.changes] == ["alice"]


def test_a_pause_keeps_the_speaker(talk: Talk) -> None:
    """Thinking for a second is still speaking; and then it is not."""
    talk.go(1, alice=SPEECH)
    assert talk.go(KEEP - 0.1, alice=SILENCE) == "alice"
    assert talk.go(0.3, alice=SILENCE) is None


def test_silence_that_is_not_sent(talk: Talk) -> None:
    """A browser that sends nothing while it is quiet (DTX), or is gone, is quiet."""
    talk.go(1, alice=SPEECH)
    assert talk.go(KEEP + 0.2) is None


def test_a_lone_packet_after_a_gap_is_no_voice(talk: Talk) -> None:
    """The time in which nothing came was silence."""
    for _ in range(10):
        talk.go(0.4)
        talk.go(PACKET, alice=SPEECH)
    assert talk.changes == []


def test_the_next_one_speaks_in_the_pause(talk: Talk) -> None:
    """An answer is followed without waiting for the end of the pause."""
    talk.go(1, alice=SPEECH, bob=ROOM)
    assert talk.go(0.6, alice=ROOM, bob=SPEECH) == "bob"


def test_two_at_once(talk: Talk) -> None:
    """Whoever speaks is not interrupted by another who is as loud."""
    talk.go(1, alice=SPEECH, bob=ROOM)
    assert talk.go(3, alice=SPEECH, bob=SPEECH - 3) == "alice"


def test_a_louder_voice_takes_over(talk: Talk) -> None:
    """But by one who is clearly louder."""
    talk.go(1, alice=SPEECH, bob=ROOM)
    assert talk.go(2, alice=SPEECH, bob=LOUD) == "bob"


def test_a_quiet_room_has_no_speaker(talk: Talk) -> None:
    """The hum of a fan is no voice."""
    assert talk.go(5, alice=AUDIBLE + 1, bob=ROOM) is None


def test_speakers_do_not_flicker(talk: Talk) -> None:
    """Between two speakers there is time to look."""
    for turn in range(20):
        loud, quiet = ("alice", "bob") if turn % 2 else ("bob", "alice")
        talk.go(0.5, **{loud: LOUD, quiet: ROOM})
    times = [at for at, _ in talk.changes]
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert gaps and min(gaps) >= CHANGE_INTERVAL


def test_who_is_gone_is_silent_at_once(talk: Talk) -> None:
    """A muted or dead publisher never speaks."""
    talk.go(1, alice=SPEECH)
    assert talk.detector.gone("alice") and talk.detector.speaker is None
    assert not talk.detector.gone("alice") and not len(talk.detector)


def test_rooms_are_apart() -> None:
    """And a room in which nobody is heard any more is forgotten."""
    told: list[tuple[str, str | None]] = []
    speakers = Speakers(lambda room, who: told.append((room, who)))
    for step in range(60):
        speakers.heard("one", "alice", SPEECH, step * PACKET)
        speakers.heard("two", "bob", ROOM, step * PACKET)
        for room in ("one", "two", "three"):
            speakers.look(room, step * PACKET)
    assert told == [("one", "alice")]
    for room, who in (("one", "alice"), ("two", "bob"), ("three", "carol")):
        speakers.gone(room, who)
    assert told == [("one", "alice"), ("one", None)] and not len(speakers)


@pytest.mark.parametrize("extensions", [{}, {3: b"\x00"}, {10: b""}])
def test_packets_without_a_level(extensions: Mapping[int, bytes]) -> None:
    """Whoever does not say how loud she is, is not measured."""
    speakers = Speakers(lambda room, who: None)
    Microphone(speakers, "room", "alice", 10).heard(extensions, 1.0)
    Microphone(speakers, "room", "alice", None).heard({10: b"\x00"}, 1.0)
    assert not len(speakers)


# -- from the wire -----------------------------------------------------------------------------


async def speak(cameras: Iterable[Camera], level: int = SPEECH, seconds: float = 0.7) -> None:
    """Packets as a browser sends them."""
    for _ in range(round(seconds / PACKET)):
        for camera in cameras:
            camera.send_audio(level=level)
        await pause(PACKET)


async def test_the_level_is_negotiated(stage: Stage) -> None:
    """Who offers to say how loud she is, is asked to."""
    alice = await stage.publish(habits=LEVELS)
    assert AUDIO_LEVEL in stage.answers[alice.peer].sdp


async def test_a_publisher_who_speaks_is_told(stage: Stage) -> None:
    """Without anybody listening to her; and her silence as well."""
    alice = await stage.publish(habits=LEVELS)
    await stage.publish("bob", LEVELS)
    await speak([alice])
    assert stage.heard.speakers == ["alice"]
    await alice.peer.wait_for(lambda: stage.heard.speakers[-1] is None)


async def test_who_is_muted_does_not_speak(stage: Stage, media: MediaServer) -> None:
    """Neither while she was speaking nor later, whatever her browser sends."""
    alice = await stage.publish(habits=LEVELS)
    await speak([alice])
    media.set_muted("room", "alice", True)
    assert stage.heard.speakers == ["alice", None]
    await speak([alice])
    assert stage.heard.speakers == ["alice", None]


async def test_who_ends_does_not_speak(stage: Stage) -> None:
    """Nobody with dead media is shown as talking."""
    alice = await stage.publish(habits=LEVELS)
    await speak([alice])
    await alice.peer.close()
    await alice.peer.wait_for(lambda: stage.heard.speakers == ["alice", None])


async def test_a_shared_film_does_not_speak(stage: Stage) -> None:
    """The sound of a screen is not its owner's voice."""
    screen = await stage.publish(habits=LEVELS, kind="screen")
    await speak([screen])
    assert stage.heard.speakers == []


async def test_publishing_again_goes_on_speaking(stage: Stage) -> None:
    """Another session of the same person is the same voice."""
    alice = await stage.publish(habits=LEVELS)
    await speak([alice])
    again = await stage.publish(habits=LEVELS)
    await speak([again])
    assert stage.heard.speakers == ["alice"]
