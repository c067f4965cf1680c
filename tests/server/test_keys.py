"""Signing keys are made once and belong to the server alone."""

import stat
from pathlib import Path

from server.keys import signing_keys


def test_first_start_makes_keys(tmp_path: Path) -> None:
    """The first start makes a key that only the owner can read; the next one finds it."""
    keys = signing_keys(tmp_path)
    assert len(keys) == 1 and len(keys[0]) >= 43
    assert signing_keys(tmp_path) == keys
    mode = (tmp_path / "keys" / "signing").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_rotation(tmp_path: Path) -> None:
    """An appended key signs from then on; the older one still verifies."""
    (old,) = signing_keys(tmp_path)
    with (tmp_path / "keys" / "signing").open("a") as file:
        file.write("newer\n")
    assert signing_keys(tmp_path) == [old, "newer"]
