"""Sounds made for tests: a tone in any of the formats that people bring, and how loud a file is."""

import array
import io
import math
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

RATE = 48_000
LOUD = 0.9


def tone(seconds: int, kind: str = "ogg", codec: str = "libopus", level: float = LOUD) -> bytes:
    """So many seconds of a tone that swells, at ``level`` of what there can be, as a file."""
    second = array.array("h")
    for at in range(RATE):
        swell = 0.7 + 0.3 * math.sin(2 * math.pi * at / RATE)
        second.extend([int(32_767 * level * swell * math.sin(2 * math.pi * 440 * at / RATE))] * 2)
    made = io.BytesIO()
    with av.open(made, "w", format=kind) as file:
        track = file.add_stream(codec, rate=RATE, layout="stereo")
        assert isinstance(track, AudioStream)
        for number in range(seconds):
            frame = AudioFrame(format="s16", layout="stereo", samples=RATE)
            frame.planes[0].update(second.tobytes())
            frame.sample_rate, frame.pts = RATE, number * RATE
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return made.getvalue()


def heard(path: Path) -> tuple[float, float]:
    """How long a file plays, in seconds, and how loud it is after its first, in dBFS."""
    resampler, samples = AudioResampler("s16", "mono", RATE), array.array("h")
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            for plain in resampler.resample(frame):
                samples.frombytes(bytes(plain.planes[0])[: 2 * plain.samples])
    rest = samples[2 * RATE :]
    power = sum(each * each for each in rest) / len(rest)
    return len(samples) / RATE, 10 * math.log10(power / 32_768**2)
