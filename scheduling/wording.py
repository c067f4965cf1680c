"""How a text is said in the reader's language: what all kinds of letters share."""

from collections.abc import Callable

Say = Callable[..., str]
"""``say("English text {name}", name=…)`` in the reader's language."""
