"""Music for whoever waits: what is taken, how it is kept, what is refused."""

import asyncio
import hashlib
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest

from decks import music as parts
from decks.errors import FileRefused
from decks.keep import GRACE_MS
from decks.music import LIMITS, Music
from tests.support.sounds import heard, tone

NOW = 1_800_000_000_000


@pytest.fixture
def kept(tmp_path: Path) -> Music:
    return Music(tmp_path / "music", lambda: NOW)


@pytest.mark.parametrize(
    ("kind", "codec"),
    [
        ("ogg", "libopus"),
        ("mp3", "libmp3lame"),
        ("mp4", "aac"),
        ("adts", "aac"),
        ("wav", "pcm_s16le"),
    ],
)
async def test_taken(kept: Music, kind: str, codec: str, tmp_path: Path) -> None:
    """Ogg, MP3, M4A, AAC and WAV all become an MP3 that is called by its content."""
    name = await kept.add("org", "wait.bin", tone(6, kind, codec))
    path = kept.find("org", name)
    assert path is not None
    assert hashlib.sha256(path.read_bytes()).hexdigest() == name
    with av.open(str(path)) as file:
        assert file.format.name == "mp3"
        assert not file.metadata
    assert 5.9 < heard(path)[0] < 6.3


@pytest.mark.parametrize("level", [0.9, 0.02], ids=["loud", "faint"])
async def test_calm(kept: Music, level: float) -> None:
    """However loud it came, it is heard as quiet music is: 28 dB under the loudest there can be."""
    path = kept.find("org", await kept.add("org", "wait.ogg", tone(12, level=level)))
    assert path is not None
    assert -32 < heard(path)[1] < -24


async def test_same_piece(kept: Music) -> None:
    """The same piece twice is one file; another organisation finds nothing, nor does a path."""
    content = tone(6)
    name = await kept.add("org", "a.ogg", content)
    assert await kept.add("org", "b.ogg", content) == name
    assert kept.find("other", name) is None
    assert kept.find("org", f"../org/{name}") is None


async def refused(kept: Music, content: bytes, folder: Path) -> str:
    """The code with which a file is refused; nothing of it is left."""
    with pytest.raises(FileRefused) as error:
        await kept.add("org", "wait.mp3", content)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    return error.value.code


async def test_no_music(kept: Music, tmp_path: Path) -> None:
    """An empty file, a text, a playlist, a picture are none, whatever they are called."""
    assert await refused(kept, b"", tmp_path) == "empty-file"
    playlist = b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"
    for content in (b"la la la la la la", playlist, b"\x89PNG\r\n\x1a\n" + bytes(40)):
        assert await refused(kept, content, tmp_path) == "no-sound"


async def test_broken(kept: Music, tmp_path: Path) -> None:
    """What only begins like music is refused, and so is a film without sound."""
    for head in (b"OggS", b"ID3\x04\x00\x00", b"RIFF\x24\x00\x00\x00WAVE", b"\x00\x00\x00\x20ftyp"):
        content = head + bytes(range(256)) * 40
        assert await refused(kept, content, tmp_path) == "broken-sound"
    half = tone(6, "mp4", "aac")
    assert await refused(kept, half[: len(half) // 2], tmp_path) == "broken-sound"


async def test_too_short(kept: Music, tmp_path: Path) -> None:
    """Three seconds in a loop would be heard twenty times a minute."""
    assert await refused(kept, tone(3), tmp_path) == "sound-too-short"


async def test_too_large(kept: Music, tmp_path: Path) -> None:
    """Refused before anything is read."""
    content = b"OggS" + bytes(LIMITS.upload_bytes)
    assert await refused(kept, content, tmp_path) == "too-large"


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Other limits than usual."""

    def set(**changes: int) -> None:
        monkeypatch.setattr(parts, "LIMITS", replace(LIMITS, **changes))

    return set


async def test_too_long(kept: Music, tmp_path: Path, limit: Callable[..., None]) -> None:
    """By what the file says of itself, and by what comes out of it."""
    limit(seconds=60)
    long = tone(61, "wav", "pcm_s16le")
    assert await refused(kept, long, tmp_path) == "sound-too-long"
    assert await refused(kept, tone(61, "adts", "aac"), tmp_path) == "sound-too-long"


async def test_a_bomb(kept: Music, tmp_path: Path) -> None:
    """A small file of ten hours of silence is decoded no further than it may be."""
    second = tone(1, "adts", "aac", level=0)
    bomb = second * 36_00
    assert len(bomb) < LIMITS.upload_bytes
    async with asyncio.timeout(LIMITS.wall_seconds):
        assert await refused(kept, bomb, tmp_path) == "sound-too-long"


async def test_too_heavy(kept: Music, tmp_path: Path, limit: Callable[..., None]) -> None:
    """Who needs more time or memory than there is, is stopped, and told so."""
    content = tone(20)
    limit(cpu_seconds=0)
    assert await refused(kept, content, tmp_path) == "sound-too-heavy"
    limit(memory_bytes=150_000_000)
    assert await refused(kept, content, tmp_path) == "sound-too-heavy"


async def test_an_impossible_shape(kept: Music, tmp_path: Path) -> None:
    """A WAV that says it has a thousand channels gets no memory for them."""
    shape = struct.pack("<HHIIHH", 1, 1000, 48_000, 96_000_000, 2_000, 16)
    fmt = b"fmt " + struct.pack("<I", len(shape)) + shape
    data = b"data" + struct.pack("<I", 2_000_000) + bytes(2_000_000)
    content = b"RIFF" + struct.pack("<I", 4 + len(fmt) + len(data)) + b"WAVE" + fmt + data
    assert await refused(kept, content, tmp_path) == "broken-sound"


async def test_sweep(tmp_path: Path) -> None:
    """What no plan names goes after a day; what one names stays."""
    now = NOW
    kept = Music(tmp_path / "music", lambda: now)
    used, unused = await kept.add("org", "a.ogg", tone(6)), await kept.add("org", "b.ogg", tone(7))
    assert kept.sweep({"org": {used}}) == 0
    now += GRACE_MS + 1_000
    assert kept.sweep({"org": {used}}) == 1
    assert kept.find("org", used) is not None
    assert kept.find("org", unused) is None
