"""What stays is not walked by the collector; what comes later is collected."""

from __future__ import annotations

import gc
import weakref

from models.gc_pause import held_back, spare


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.self = self


def test_what_was_there_is_spared_once_and_what_comes_later_is_collected() -> None:
    spare()
    spared = gc.get_freeze_count()
    assert spared > 10_000
    knot = Knot()
    gone = weakref.ref(knot)
    spare()
    with held_back():
        assert not gc.isenabled()
    assert gc.isenabled() and gc.get_freeze_count() <= spared
    del knot
    gc.collect()
    assert gone() is None
