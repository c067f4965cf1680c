"""The container image, as far as it can be proved without an engine to build it."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from media.ipsec_seam import NAMES
from server.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def final_stage() -> str:
    return DOCKERFILE.rsplit("\nFROM ", 1)[1]


def environment() -> dict[str, str]:
    """The ENV lines of the final stage."""
    joined = final_stage().replace("\\\n", " ")
    return dict(
        pair.split("=", 1)
        for line in re.findall(r"^ENV (.+)$", joined, re.MULTILINE)
        for pair in line.split()
    )


def test_ports() -> None:
    """The ports that the image opens are those that its settings listen on."""
    settings = read_settings(environment())
    exposed = re.findall(r"^EXPOSE (.+)$", final_stage(), re.MULTILINE)
    media = settings.media_port
    assert exposed == [f"{settings.port}/tcp {media}/udp {media}/tcp"]
    assert settings.host == "0.0.0.0" and str(settings.data) == "/data"


def test_not_root() -> None:
    """The process does not run as root, and its data folder is a volume that it owns."""
    stage = final_stage()
    assert re.search(r"^USER lectern$", stage, re.MULTILINE)
    assert "--home-dir /data" in stage and "VOLUME /data" in stage
    assert stage.index("USER lectern") < stage.index("VOLUME /data")


def test_library_for_aes_128() -> None:
    """The library that is installed has a name by which it is looked for."""
    (version,) = re.findall(r"libipsec-mb(\d+)", final_stage())
    assert f"libIPSec_MB.so.{version}" in NAMES


def test_lock_names_no_host() -> None:
    """The lock files hold hashes for every requirement and name no index or host."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        pinned = re.findall(r"^[A-Za-z0-9._-]+(?:\[[^]]*\])?==.*", text, re.MULTILINE)
        assert pinned and all(line.rstrip().endswith("\\") for line in pinned)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip install .` puts into the image, built from a copy of the tracked files."""
    copy = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    (found,) = (copy / "dist").glob("*.whl")
    return found


def test_installed_copy_runs(wheel: Path, tmp_path: Path) -> None:
    """Installed away from the clone, it finds its pages, migrations, words and demo deck."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    settings = os.environ | {"PYTHONPATH": str(site), "LECTERN_DATA": str(tmp_path / "data")}
    for words in (["demo", "--json"], ["doctor"]):
        command = [sys.executable, "-P", "-m", "server", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=110
        )
        assert done.returncode == 0, done.stderr
    where = [sys.executable, "-P", "-c", "import server; print(server.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=settings, capture_output=True, text=True)
    assert found.stdout.startswith(str(site))


def test_no_tests_in_the_wheel(wheel: Path) -> None:
    """Tests and benchmarks stay out of the image."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert not tops & {"tests", "bench", "tools", "docs"}
    assert {"server", "web", "media", "rooms"} <= tops
