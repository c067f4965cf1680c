"""FFmpeg's own WHIP muxer, out of PyAV's wheel: publishes H.264 and Opus until standard input ends.

python -m bench.interop.ffmpeg_peer version
python -m bench.interop.ffmpeg_peer URL TOKEN CERTIFICATE KEY
"""

import fractions
import sys
import threading
import time

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

SIZE = (640, 360)
RATE = 48_000
SAMPLES = 960


def version() -> str:
    """The release that libavformat belongs to, as FFmpeg counts."""
    major, minor, micro = av.library_versions["libavformat"]
    return f"libavformat {major}.{minor}.{micro}"


def has_whip() -> bool:
    """Whether this build of FFmpeg has the muxer."""
    return "whip" in av.formats_available


def main(url: str, token: str, certificate: str, key: str) -> None:
    """Publish. FFmpeg with GnuTLS makes a certificate on P-224, which no browser takes either."""
    options = {
        "authorization": token,
        "whip_flags": "dtls_active",
        "cert_file": certificate,
        "key_file": key,
    }
    over = threading.Event()
    threading.Thread(target=wait_for_input, args=(over,), daemon=True).start()
    with av.open(url, "w", format="whip", options=options) as out:
        send(out, *streams(out), over)


def wait_for_input(over: threading.Event) -> None:
    """Wait for the end of standard input."""
    sys.stdin.read()
    over.set()


def streams(out: OutputContainer) -> tuple[VideoStream, AudioStream]:
    """What OBS would send: baseline without B frames, a key frame every second."""
    fast = {"profile": "baseline", "tune": "zerolatency", "preset": "ultrafast"}
    video = out.add_stream("libx264", rate=30, options=fast | {"g": "30", "bf": "0"})
    assert isinstance(video, VideoStream)
    video.width, video.height = SIZE
    video.pix_fmt = "yuv420p"
    audio = out.add_stream("libopus", rate=RATE, layout="stereo")
    assert isinstance(audio, AudioStream)
    return video, audio


def send(
    out: OutputContainer, video: VideoStream, audio: AudioStream, over: threading.Event
) -> None:
    """Encode in real time."""
    began, frames, samples = time.monotonic(), 0, 0
    while not over.wait(max(0.0, frames / 30 - (time.monotonic() - began))):
        out.mux(video.encode(picture(frames)))
        frames += 1
        while samples / RATE < frames / 30:
            out.mux(audio.encode(sound(samples)))
            samples += SAMPLES


def picture(number: int) -> av.VideoFrame:
    """A picture whose colour moves."""
    made = av.VideoFrame(*SIZE, "yuv420p")
    for index, plane in enumerate(made.planes):
        plane.update(bytes([(number * 3 + index * 50) % 256]) * plane.buffer_size)
    made.pts, made.time_base = number, fractions.Fraction(1, 30)
    return made


def sound(at: int) -> av.AudioFrame:
    """Silence."""
    made = av.AudioFrame("s16", "stereo", SAMPLES)
    made.planes[0].update(bytes(made.planes[0].buffer_size))
    made.sample_rate, made.pts, made.time_base = RATE, at, fractions.Fraction(1, RATE)
    return made


if __name__ == "__main__":
    if sys.argv[1:] == ["version"]:
        print(version())
    else:
        main(*sys.argv[1:])
