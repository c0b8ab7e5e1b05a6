"""The nouns: every table of the database, one file per area.

``LOGGED`` are followed by the change log, parents before children; ``UNLOGGED`` are the log itself, and the
photos whose hashes it holds.
"""

from models.tables.desk import User
from models.tables.guidance import Equipment, EquipmentLoan, Visit
from models.tables.ledger import (
    CollectionLine,
    CountLine,
    DefectCount,
    Delivery,
    DeliveryLine,
    InspectionLine,
    Movement,
    Printing,
    Voucher,
)
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.paper import AgreementText, BlankSlip, ClauseText
from models.tables.party import (
    Agreement,
    Enterprise,
    Household,
    Location,
    Region,
    Worker,
)
from models.tables.pay import (
    Adjustment,
    Advance,
    KeptNumber,
    PayPeriod,
    Statement,
    StatementItem,
    StatementLine,
)
from models.tables.photo import Photo, PhotoData
from models.tables.product import BomLine, Defect, Material, Product, Rate, Unit
from models.tables.road import (
    Driver,
    Errand,
    ItemSize,
    RouteDrive,
    RoutePlan,
    RouteStop,
    RouteWish,
    RouteWork,
    Vehicle,
    VillageDay,
    VillageRoad,
)
from models.tables.trail import Change, Layout, Machine, Operation, Series, Setting

LOGGED = (
    Machine,
    Setting,
    Series,
    Region,
    Location,
    Enterprise,
    Household,
    Worker,
    Agreement,
    Unit,
    Material,
    Product,
    BomLine,
    Rate,
    Defect,
    Order,
    Subcontract,
    SubcontractMaterial,
    Voucher,
    Movement,
    CollectionLine,
    InspectionLine,
    DefectCount,
    CountLine,
    Delivery,
    DeliveryLine,
    Printing,
    ClauseText,
    AgreementText,
    BlankSlip,
    Visit,
    Equipment,
    EquipmentLoan,
    Advance,
    Adjustment,
    PayPeriod,
    Statement,
    StatementLine,
    StatementItem,
    KeptNumber,
    Driver,
    Vehicle,
    ItemSize,
    VillageRoad,
    VillageDay,
    Errand,
    RouteWish,
    RoutePlan,
    RouteDrive,
    RouteStop,
    RouteWork,
    Photo,
    User,
)
UNLOGGED = (Layout, Change, Operation, PhotoData)
