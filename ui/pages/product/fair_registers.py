"""The registers a fair rate rests on, as lists beside the products: pace tests, and floors of an hour's pay."""

from __future__ import annotations

from models.actions.pay.fair_floors import save_floors
from models.actions.product.pace_tests import save_pace_tests
from models.i18n import mark
from models.queries.programme import registers
from models.rules.desk import roles
from models.tables.pay import FairFloor
from models.tables.product import PaceTest
from ui.kit.register_table import Register

PACE_TESTS = Register(
    PaceTest,
    mark("Pace tests"),
    mark("New pace test"),
    mark("Change pace test"),
    mark("No pace tests yet: how many minutes so many pieces took somebody when it was tried."),
    registers.pace_tests,
    save_pace_tests,
    "clock",
    right=roles.MASTER,
    dated="date",
)
FLOORS = Register(
    FairFloor,
    mark("Floors"),
    mark("New floor"),
    mark("Change floor"),
    mark("No floor yet: what an hour must bring at least, in the whole county or a place, from a day on."),
    registers.floors,
    save_floors,
    "pay",
    right=roles.MASTER,
)
