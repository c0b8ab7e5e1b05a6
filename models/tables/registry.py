"""Every table of the database, for what concerns them all; who needs some of them imports those alone.

``LOGGED`` are followed by the change log, parents before children; ``UNLOGGED`` are the log itself, and the
photos whose hashes it holds.
"""

from models.tables.desk import User
from models.tables.guidance import Equipment, EquipmentEvent, EquipmentLoan, ReturnVisit, Visit
from models.tables.ledger import (
    CollectionLine,
    CountLine,
    DefectCount,
    Delivery,
    DeliveryLine,
    InspectionLine,
    Movement,
    Printing,
    SaleLine,
    Voucher,
)
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.paper import AgreementText, BlankSlip, ClauseText
from models.tables.party import (
    Agreement,
    Enterprise,
    Helper,
    Household,
    HouseholdStay,
    Location,
    Region,
    Trade,
    Worker,
)
from models.tables.pay import (
    Adjustment,
    Advance,
    Dispute,
    FairFloor,
    KeptNumber,
    PayPeriod,
    Statement,
    StatementItem,
    StatementLine,
)
from models.tables.photo import Photo, PhotoData
from models.tables.product import BomLine, Defect, Material, PaceTest, Product, Rate, Unit
from models.tables.programme import Funding, Placement, Vacancy, Wish, Workshop, WorkshopMember
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
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.trail import Change, Layout, Machine, Operation, Series, Setting
from models.tables.training import Attendance, Course, Enrolment, Referral, Skill

LOGGED = (
    Machine,
    Setting,
    Series,
    Trade,
    Region,
    Helper,
    Location,
    Enterprise,
    Household,
    HouseholdStay,
    Worker,
    Agreement,
    Unit,
    Material,
    Product,
    BomLine,
    Rate,
    Defect,
    PaceTest,
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
    SaleLine,
    Printing,
    ClauseText,
    AgreementText,
    BlankSlip,
    Visit,
    Equipment,
    EquipmentLoan,
    EquipmentEvent,
    ReturnVisit,
    Advance,
    Adjustment,
    PayPeriod,
    Statement,
    StatementLine,
    StatementItem,
    KeptNumber,
    FairFloor,
    Dispute,
    Workshop,
    WorkshopMember,
    Funding,
    Vacancy,
    Placement,
    Wish,
    Course,
    Enrolment,
    Attendance,
    Skill,
    Referral,
    SupportRule,
    Claim,
    ClaimPerson,
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
