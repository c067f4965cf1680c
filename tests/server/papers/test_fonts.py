"""The typefaces of papers are those that their README names."""

import hashlib
import re

from server.papers.paper import FONTS


def test_checksums() -> None:
    """Each file has the checksum that stands in README.md, and no file stands outside it."""
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    sums = {name: digest for digest, name in re.findall(r"([0-9a-f]{64})  (\S+)", readme)}
    found = {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in FONTS.glob("*.ttf")
    }
    assert found == sums
