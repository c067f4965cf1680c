"""Install what Lectern needs: ``python tools/install.py run`` or ``… test``.

Stands on the standard library alone, because it runs before anything is installed.
"""

import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

DEBIAN = {
    "/usr/bin/chromium": "chromium",
    "/usr/bin/firefox-esr": "firefox-esr",
    "/usr/bin/node": "nodejs",
    "/usr/bin/npm": "npm",
    "/usr/bin/turnserver": "coturn",
    "/usr/sbin/ip": "iproute2",
    "/usr/sbin/iptables": "iptables",
}
"""Programs that the tests drive, and the Debian package of each."""

LIBRARIES = (
    {"/usr/lib/x86_64-linux-gnu/libIPSec_MB.so": "libipsec-mb-dev"}
    if platform.machine() == "x86_64"
    else {}
)
"""The same for what the server uses where it is there (media/ipsec_seam.py): nice to have."""


def main(purpose: str) -> None:
    """Make the virtual environment and, for tests, the browser and the type checkers."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        sys.exit(f"Lectern runs on Python 3.11 to 3.14; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        print("Making the virtual environment in .venv")
        venv.create(VENV, with_pip=True)
    lock = "requirements.txt" if purpose == "run" else "requirements-dev.txt"
    pip("--no-deps", "--require-hashes", "-r", str(ROOT / lock))
    pip("--no-deps", "--require-hashes", "-r", str(ROOT / "requirements-build.txt"))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    if purpose == "test":
        debian_packages()
        node_packages()


def pip(*arguments: str) -> None:
    """Run pip in the virtual environment."""
    run(str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments)


def debian_packages() -> None:
    """Install what is missing as root; else say which programs are missing and stop."""
    programs, libraries = missing(DEBIAN), missing(LIBRARIES)
    able = shutil.which("apt-get") is not None and is_root()
    if programs and not able:
        sys.exit(f"The tests need {', '.join(programs)}: install them, or run make test as root.")
    if able and programs + libraries:
        install([*programs, *libraries])


def missing(packages: dict[str, str]) -> list[str]:
    """Those packages of which the file is not there."""
    return [
        package
        for file, package in packages.items()
        if not Path(file).exists() and shutil.which(Path(file).name) is None
    ]


def install(packages: list[str]) -> None:
    """Have apt-get install these."""
    print(f"Installing {', '.join(packages)}")
    run("apt-get", "-o", "DPkg::Lock::Timeout=300", "-q", "update", quiet=True)
    run(
        "apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "-q",
        "--no-install-recommends", *packages, quiet=True,
    )  # fmt: skip


def is_root() -> bool:
    """Whether apt-get will work."""
    return os.geteuid() == 0


def node_packages() -> None:
    """Install tsc, pyright and axe-core at the versions of package.json."""
    run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")


def run(*command: str, quiet: bool = False) -> None:
    """Run a command in the root folder; its failure is ours."""
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(
        command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT if quiet else None, text=True
    )
    if done.returncode != 0:
        print(done.stdout or "", file=sys.stderr)
        sys.exit(f"`{' '.join(command)}` failed with {done.returncode}.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
