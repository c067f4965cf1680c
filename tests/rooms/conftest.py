"""A room with its cast."""

import pytest

from rooms import Room
from tests.support.stage import staged_room


@pytest.fixture
def room() -> Room:
    return staged_room()
