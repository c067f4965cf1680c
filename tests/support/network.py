"""A network of its own for one browser, in which a test is the firewall.

A namespace hangs on this machine by two cables (veth pairs), each with addresses that nobody else
has. Needs root, `ip` and `iptables`.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

IP = shutil.which("ip") or "/usr/sbin/ip"
TC = shutil.which("tc") or "/usr/sbin/tc"
IPTABLES = shutil.which("iptables") or "/usr/sbin/iptables"


def obstacle() -> str | None:
    """Why no namespace can be made here, as in most containers; None where it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not all(Path(program).exists() for program in (IP, TC, IPTABLES)):
        return "Debian's iproute2 or iptables is not installed"
    name = f"lectern-{secrets.token_hex(3)}"
    made = subprocess.run([IP, "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"this kernel makes no network namespace: {made.stderr.strip()}"
    subprocess.run([IP, "netns", "del", name], check=True)
    return None


@dataclass(frozen=True, slots=True)
class Cable:
    """One way from the browser's network to this machine."""

    name: str
    """Of the end in the browser's network."""
    outside: str
    """Of the end at this machine."""
    ours: str
    theirs: str
    ours6: str
    """This machine's address by IPv6."""


@dataclass(frozen=True, slots=True)
class Network:
    """The browser's network."""

    name: str
    cables: tuple[Cable, Cable]
    program: Path
    """Starts a Chromium inside."""

    def drop(self, *rule: str) -> None:
        """Let no packet out that this rule of iptables matches."""
        self._run(IPTABLES, "-A", "OUTPUT", *rule, "-j", "DROP")

    def ignore(self, *rule: str) -> None:
        """Let no packet in that this rule of iptables matches."""
        self._run(IPTABLES, "-A", "INPUT", *rule, "-j", "DROP")

    def mend(self) -> None:
        """Let everything out and in again."""
        for chain in ("OUTPUT", "INPUT"):
            self._run(IPTABLES, "-F", chain)

    def pull_out(self, cable: Cable) -> None:
        """Take a cable out."""
        self._run(IP, "link", "set", cable.name, "down")

    def narrow(self, cable: Cable, kbps: int) -> None:
        """Let no more than that through to the browser; what waits longer than 0.4 s is lost."""
        bucket = ("rate", f"{kbps}kbit", "burst", "5kb", "latency", "400ms")
        command = (TC, "qdisc", "replace", "dev", cable.outside, "root", "tbf", *bucket)
        subprocess.run(command, check=True, capture_output=True)

    def widen(self, cable: Cable) -> None:
        """Let everything through again, as fast as it comes."""
        command = (TC, "qdisc", "del", "dev", cable.outside, "root")
        subprocess.run(command, check=True, capture_output=True)

    def _run(self, *command: str) -> None:
        subprocess.run([IP, "netns", "exec", self.name, *command], check=True, capture_output=True)


@contextmanager
def network(folder: Path, chromium: str) -> Iterator[Network]:
    """A network that is gone afterwards."""
    name = f"lectern-{secrets.token_hex(3)}"
    number = secrets.randbelow(250) + 1
    _ip("netns", "add", name)
    try:
        cables = (_plug(name, f"10.98.{number}"), _plug(name, f"10.99.{number}"))
        _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", name, "route", "add", "default", "via", cables[0].ours)
        program = folder / "chromium-inside"
        program.write_text(f'#!/bin/sh\nexec {IP} netns exec {name} {chromium} "$@"\n')
        program.chmod(0o755)
        yield Network(name, cables, program)
    finally:
        # The ends on this side go with those inside.
        _ip("netns", "del", name)


def _plug(namespace: str, net: str) -> Cable:
    tail = secrets.token_hex(3)
    net6 = f"fd98:{tail[:4]}:{tail[4:]}::"
    outside = f"lo{tail}"
    cable = Cable(f"lt{tail}", outside, f"{net}.1", f"{net}.2", f"{net6}1")
    _ip("link", "add", outside, "type", "veth", "peer", "name", cable.name, "netns", namespace)
    _ip("addr", "add", f"{cable.ours}/24", "dev", outside)
    # Without "nodad" an address may be used only after a second.
    _ip("addr", "add", f"{net6}1/64", "dev", outside, "nodad")
    _ip("link", "set", outside, "up")
    _ip("-n", namespace, "addr", "add", f"{cable.theirs}/24", "dev", cable.name)
    _ip("-n", namespace, "addr", "add", f"{net6}2/64", "dev", cable.name, "nodad")
    _ip("-n", namespace, "link", "set", cable.name, "up")
    return cable


def _ip(*words: str) -> None:
    subprocess.run([IP, *words], check=True, capture_output=True)
