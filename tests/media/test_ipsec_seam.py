"""AES-128 is sealed by libIPSec_MB where it is, and only if it does what it should."""

import logging

import pytest

from media import ipsec_seam
from media.sealing import CIPHERS

here = pytest.mark.skipif(ipsec_seam.load() is None, reason="this machine has no libIPSec_MB")


@here
def test_here() -> None:
    """It is among what sealing can use."""
    assert ipsec_seam.PROFILE in CIPHERS


def test_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without it leaves AES-128 to libsrtp."""
    monkeypatch.setattr(ipsec_seam, "NAMES", ("libIPSec_MB.so.none",))
    assert ipsec_seam.load() is None


def test_a_library_without_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one with another library of that name."""
    monkeypatch.setattr(ipsec_seam, "NAMES", ("libc.so.6",))
    assert ipsec_seam.load() is None


@here
@pytest.mark.parametrize(
    ("name", "value"),
    [("VERSIONS", range(1)), ("_INSTRUCTIONS", 1 << 63), ("MACHINE", "aarch64")],
)
def test_another(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """So does one with a version or a machine that we do not know, or without instructions."""
    monkeypatch.setattr(ipsec_seam, name, value)
    assert ipsec_seam.load() is None


@here
def test_a_library_that_errs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What does not encrypt as `cryptography` does is not used, and is said."""
    monkeypatch.setattr(ipsec_seam, "_seal", lambda _key, _nonce, _head, body: body + bytes(16))
    with caplog.at_level(logging.WARNING):
        assert ipsec_seam.load() is None
    assert "does not encrypt as it should" in caplog.text
