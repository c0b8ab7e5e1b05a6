"""By table the rights that write it, of which one is enough: whose work may be taken back by whom."""

from __future__ import annotations

from typing import Final

from models.database import Record
from models.rules.desk import roles
from models.tables import (
    desk,
    guidance,
    ledger,
    order,
    paper,
    party,
    pay,
    photo,
    product,
    programme,
    road,
    support,
    trail,
    training,
)
from models.tables.registry import LOGGED

_ROOMS: Final = {
    party.__name__: (roles.MASTER,),
    product.__name__: (roles.MASTER,),
    order.__name__: (roles.MASTER,),
    ledger.__name__: (roles.POST,),
    paper.__name__: (roles.PRINT,),
    guidance.__name__: (roles.VISIT,),
    pay.__name__: (roles.LOCK, roles.PAY_OUT),
    photo.__name__: (roles.PHOTO,),
    road.__name__: (roles.DRIVE,),
    programme.__name__: (roles.PROGRAMME,),
    training.__name__: (roles.PROGRAMME,),
    support.__name__: (roles.PROGRAMME,),
    desk.__name__: (roles.USERS,),
}
_ALONE: Final[dict[type[Record], tuple[str, ...]]] = {
    product.Defect: (roles.VISIT,),
    ledger.Voucher: (roles.POST, roles.VISIT, roles.MAKE_PAY),
    ledger.DefectCount: (roles.POST, roles.VISIT),
    ledger.Printing: (roles.PRINT,),
    paper.BlankSlip: (roles.POST,),
    pay.Advance: (roles.MAKE_PAY,),
    pay.Adjustment: (roles.MAKE_PAY,),
    pay.FairFloor: (roles.MASTER,),
    pay.Dispute: (roles.VISIT, roles.MAKE_PAY),
    road.Errand: (roles.ERRAND, roles.POST),
    trail.Setting: (roles.SETTINGS, roles.FILTER, roles.PAY_OUT),
    # Nothing of these is ever taken back.
    trail.Machine: (),
    trail.Series: (),
}

WRITTEN_BY: Final[dict[type[Record], tuple[str, ...]]] = {
    table: _ALONE[table] if table in _ALONE else _ROOMS[table.__module__] for table in LOGGED
}
