"""Two seconds of picture and sound in files, for clients that have no encoder."""

import fractions
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from bench.interop.ffmpeg_peer import RATE, SAMPLES, SIZE, picture, sound

FRAMES = 60
OPTIONS = {
    "VP8": {"deadline": "realtime", "cpu-used": "8", "g": "30"},
    "H264": {"profile": "baseline", "tune": "zerolatency", "preset": "ultrafast", "g": "30"},
}
ENCODERS = {"VP8": ("libvpx", "ivf"), "H264": ("libx264", "h264")}


@dataclass(frozen=True, slots=True)
class Samples:
    """The files."""

    video: dict[str, Path]
    """By codec: IVF for VP8, Annex B for H264."""
    audio: Path
    """Ogg Opus, a packet a page."""


def make(folder: Path) -> Samples:
    """Encode them."""
    video = {codec: _video(folder, codec) for codec in ENCODERS}
    return Samples(video, _audio(folder))


def _video(folder: Path, codec: str) -> Path:
    encoder, form = ENCODERS[codec]
    path = folder / f"video.{form}"
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(encoder, rate=30, options=OPTIONS[codec])
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = SIZE
        stream.pix_fmt, stream.time_base = "yuv420p", fractions.Fraction(1, 30)
        for number in range(FRAMES):
            out.mux(stream.encode(picture(number)))
        out.mux(stream.encode(None))
    return path


def _audio(folder: Path) -> Path:
    path = folder / "audio.ogg"
    with av.open(str(path), "w", format="ogg", options={"page_duration": "1"}) as out:
        stream = out.add_stream("libopus", rate=RATE, layout="stereo")
        assert isinstance(stream, AudioStream)
        for number in range(FRAMES * RATE // SAMPLES // 30):
            out.mux(stream.encode(sound(number * SAMPLES)))
        out.mux(stream.encode(None))
    return path
