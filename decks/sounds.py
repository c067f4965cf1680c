"""Reading a sound and writing it anew, calm. In the converter only.

What is written is MP3: the one format that Chromium, Firefox and Safari all play, whatever the
computer has. Titles, covers and all other words of the source are not copied.
"""

import errno
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.filter import Graph

from decks.converter import DISK_TROUBLE
from decks.errors import FileRefused
from decks.limits import Limits
from decks.soundtypes import HEAD, recognise

CODECS = ("opus", "vorbis", "mp3", "mp3float", "aac")
PCM = "pcm_"
RATE = 48_000
BIT_RATE = 128_000
CALM = "I=-28:TP=-3:LRA=9"
"""EBU R 128: 5 to 10 LU below somebody who speaks, and without sudden loud passages."""
FADE = "t=in:d=1"
"""Nobody is startled by the first second, and the loop's joint is soft."""
SHORTEST = 5
"""Seconds: what is shorter would be heard again and again."""
MOST_CHANNELS = 8
MOST_RATE = 192_000
MOST_BROKEN = 20
"""Packets that cannot be decoded: an MP3 often ends in one, a damaged file has many."""


def write_calm(source: Path, target: Path, limits: Limits) -> None:
    """Write ``source`` as a calm MP3. Raises FileRefused."""
    try:
        with source.open("rb") as head:
            kind = recognise(head.read(HEAD))
        if kind is None:
            raise FileRefused("broken-sound")
        # The demuxer is named: one that is guessed could be a playlist, which opens other files.
        with av.open(str(source), format=kind.value) as opened:
            _write(_frames(opened, limits), target)
    except FFmpegError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
        if isinstance(error, OSError) and error.errno in DISK_TROUBLE:
            raise
        raise FileRefused("broken-sound") from None
    except ValueError:
        # The sound changes its shape in the middle, as no music does.
        raise FileRefused("broken-sound") from None


def _frames(opened: InputContainer, limits: Limits) -> Iterator[AudioFrame]:
    """What it sounds like, as far as it may; raises FileRefused at the first thing too much."""
    stream = _sound_of(opened)
    if opened.duration is not None and opened.duration > limits.seconds * 1_000_000:
        raise _too_long(limits)
    samples, broken = 0, 0
    for packet in opened.demux(stream):
        try:
            frames = packet.decode()
        except FFmpegError:
            broken += 1
            if broken > MOST_BROKEN:
                raise
            continue
        for frame in frames:
            samples += frame.samples
            # What the file says of its length is not believed: this counts what comes out.
            if samples > limits.seconds * frame.sample_rate:
                raise _too_long(limits)
            yield frame
    if samples < SHORTEST * stream.rate:
        raise (
            FileRefused("sound-too-short", least=SHORTEST)
            if samples
            else FileRefused("broken-sound")
        )


def _sound_of(opened: InputContainer) -> AudioStream:
    if not opened.streams.audio:
        raise FileRefused("broken-sound")
    stream = opened.streams.audio[0]
    name = stream.codec_context.name
    if name not in CODECS and not name.startswith(PCM):
        raise FileRefused("broken-sound")
    if not 0 < stream.channels <= MOST_CHANNELS or not 0 < stream.rate <= MOST_RATE:
        raise FileRefused("broken-sound")
    return stream


def _too_long(limits: Limits) -> FileRefused:
    return FileRefused("sound-too-long", most=limits.seconds // 60)


def _write(frames: Iterator[AudioFrame], target: Path) -> None:
    with av.open(str(target), "w", format="mp3", options={"id3v2_version": "0"}) as made:
        track = made.add_stream("libmp3lame", rate=RATE, layout="stereo")
        track.bit_rate = BIT_RATE
        for calm in _calmed(frames):
            made.mux(track.encode(calm))
        made.mux(track.encode(None))


def _calmed(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """The same, not louder than it should be."""
    graph = _graph()
    for plain in _in_line(frames):
        graph.push(plain)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _in_line(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """The same in one shape, one after the other, whatever gaps the source's clock has."""
    resampler, at = AudioResampler("fltp", "stereo", RATE), 0
    for frame in _ended(frames):
        if frame is not None:
            frame.pts = None
        for plain in resampler.resample(frame):
            plain.pts, plain.time_base = at, Fraction(1, RATE)
            at += plain.samples
            yield plain


def _ended(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame | None]:
    """The frames, and None behind the last one."""
    yield from frames
    yield None


def _graph() -> Graph:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo")
    steps = (("loudnorm", CALM), ("afade", FADE), ("aresample", str(RATE)))
    last = source
    for name, options in steps:
        step = graph.add(name, options)
        last.link_to(step)
        last = step
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        assert isinstance(frame, AudioFrame)
        frame.pts = None
        yield frame
