"""No dependency is older than the release that closed its published advisories.

pip-audit says "none found" where it cannot reach its service, so the floors stand here.
"""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

FLOORS = {
    "aiohttp": "3.14.5",
    "python-socketio": "5.16.3",
    "python-engineio": "4.13.3",
    "jinja2": "3.1.6",
    "pillow": "13",
}
SOCKETIO_CLIENT_FLOOR = "4.8.4"
"""The first release whose bundle has socket.io-parser's limit on attachments (4.2.6)."""


def parts(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


@pytest.mark.parametrize("package", FLOORS)
def test_installed_version(package: str) -> None:
    """What is installed is at or above the floor."""
    assert parts(version(package)) >= parts(FLOORS[package])


@pytest.mark.parametrize("package", FLOORS)
def test_declared_floor(package: str) -> None:
    """What pyproject.toml asks for is at or above the floor, for those who install without lock."""
    text = Path("pyproject.toml").read_text(encoding="utf-8")
    declared = re.search(rf'"{re.escape(package)}>=([\d.]+)', text)
    assert declared is not None
    assert parts(declared[1]) >= parts(FLOORS[package])


def test_vendored_client() -> None:
    """The browser's Socket.IO client is at or above its floor and knows the limit."""
    script = Path("web/static/vendor/socket.io.esm.min.js").read_text(encoding="utf-8")
    found = re.search(r"Socket\.IO v([\d.]+)", script)
    assert found is not None
    assert parts(found[1]) >= parts(SOCKETIO_CLIENT_FLOOR)
    assert "too many attachments" in script
