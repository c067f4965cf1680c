"""Debian's Chromium as tests and benchmarks start it."""

PROGRAM = "/usr/bin/chromium"

QUIET = (
    # In a container there is no sandbox to be had, and tests open no foreign page.
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
"""It does what it is told, and nothing else."""

AWAKE = (
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
"""Pages that nobody looks at run as if somebody did."""


def fake_camera(fps: int) -> str:
    """The argument that makes a camera of so many pictures a second, and a microphone."""
    return f"--use-fake-device-for-media-stream=fps={fps}"
