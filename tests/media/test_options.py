"""What can be sent of a medium: who may choose again is told when the choice is another."""

from media.layers import WINDOW, Layers
from media.splice import LaidPacket


def note(layers: Layers, octets: dict[str, int], now: float) -> None:
    """One packet of each of these layers, of so many octets, whose pictures tell no height."""
    for index, (layer, size) in enumerate(octets.items()):
        packet = LaidPacket(index, 0, True, bytes(size), False, False, False)
        layers.note(layer, packet, now)


def has_changed(layers: Layers) -> bool:
    changed, layers.changed = layers.changed, False
    return changed


def best(layers: Layers) -> str:
    return layers.options()[-1].layer


def test_new_rates_in_the_same_order() -> None:
    """While the order of layers stays, nobody needs to choose again."""
    layers, now = Layers(["a", "b"], "h264"), 0.0
    for size in (500, 700, 300, 900):
        note(layers, {"a": size, "b": size // 2}, now)
        now += WINDOW
        layers.measure(now)
        first = now == WINDOW
        assert has_changed(layers) == first
        assert best(layers) == "a"


def test_order_by_rate() -> None:
    """Where no height is known, the layer that begins to cost more is the better one."""
    layers = Layers(["a", "b"], "h264")
    note(layers, {"a": 800, "b": 400}, 0.0)
    layers.measure(WINDOW)
    assert has_changed(layers) and best(layers) == "a"
    note(layers, {"a": 800, "b": 1200}, WINDOW)
    assert not has_changed(layers)
    layers.measure(2 * WINDOW)
    assert has_changed(layers) and best(layers) == "b"
