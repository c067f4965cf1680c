"""The device check in words."""

import pytest

from scheduling.plans import Check, MediaPath
from server.pages.preflight import Seen, seen


def check(
    *,
    camera: bool = True,
    microphone: bool = True,
    sound: bool = True,
    path: MediaPath = MediaPath.UDP,
) -> Check:
    """A check that found everything but what is given."""
    return Check(1, camera, microphone, sound, path)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (check(), "camera, sound, direct connection"),
        (check(camera=False), "sound, no camera, direct connection"),
        (check(path=MediaPath.RELAY), "camera, sound, connection by relay"),
        (check(path=MediaPath.TCP), "camera, sound, connection by TCP"),
    ],
)
def test_fit_for_a_call(found: Check, words: str) -> None:
    """What works is listed, with the way it takes."""
    assert seen(found) == Seen(True, words)


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (check(path=MediaPath.NONE, microphone=False), "network"),
        (check(microphone=False, sound=False), "microphone"),
        (check(sound=False), "sound"),
    ],
)
def test_in_the_way(found: Check, word: str) -> None:
    """The worst obstacle is named, and the host is warned."""
    told = seen(found)
    assert not told.ok
    assert word in told.words


@pytest.mark.parametrize("path", list(MediaPath))
def test_agrees_with_the_check(path: MediaPath) -> None:
    """Words and ``Check.ok`` never contradict each other."""
    for flags in range(8):
        found = check(
            camera=bool(flags & 1), microphone=bool(flags & 2), sound=bool(flags & 4), path=path
        )
        assert seen(found).ok == found.ok
