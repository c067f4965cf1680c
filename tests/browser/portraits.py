"""Drawn people for the cameras of the screenshots: no test picture, and nobody's face."""

from pathlib import Path

from server.demo.portraits import ANA, LOOKS, MAX, Look, draw

__all__ = ["ANA", "LOOKS", "MAX", "Look", "draw", "film"]

FRAMES = 4


def film(path: Path, look: Look) -> Path:
    """A file for Chromium's fake camera: the person breathes a little."""
    with path.open("wb") as file:
        for frame in range(FRAMES):
            picture = draw(look, lift=frame % 2)
            picture.save(file, "JPEG", quality=92)
    return path
