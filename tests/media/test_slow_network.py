"""A network that takes less than is sent: packets are dropped and counted, nobody waits."""

import json
import subprocess
import sys

import pytest

from tests.support.media_slow_network import BATCHES, PACKETS

APART = ["unshare", "--user", "--map-root-user", "--net"]


def namespaces_work() -> bool:
    """Whether this machine lets us have a network of our own, with a queue of our own."""
    queue = "ip link set lo up && tc qdisc add dev lo root tbf rate 1mbit burst 5kb limit 1mb"
    try:
        return subprocess.run([*APART, "sh", "-c", queue], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not namespaces_work(), reason="needs unshare, ip and tc (iproute2)")
@pytest.mark.parametrize("sender", ["KernelBatch", "PlainSender"])
def test_full(sender: str) -> None:
    """When the socket is full the rest is dropped at once: a slow network delays nobody."""
    command = [*APART, sys.executable, "-m", "tests.support.media_slow_network", sender]
    ran = subprocess.run(command, capture_output=True, timeout=60, check=True, text=True)
    result = json.loads(ran.stdout)
    assert result["packets"] + result["dropped"] == BATCHES * PACKETS
    assert result["packets"] > 0
    assert result["dropped"] > BATCHES * PACKETS / 2
    # Waiting for the network would have taken twenty seconds.
    assert result["seconds"] < 5
