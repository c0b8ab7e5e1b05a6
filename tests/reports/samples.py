"""Made-up rows for papers: the worked example, short and long, with names that are hard to print."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from models.queries.desk.household_years import YearCourse, YearMachine, YearMonth, YearPaper, YearSupport
from models.queries.desk.outwork_ledger import Outworker, OutworkLine, OutworkPaper
from models.queries.document_common import Contact, EnterpriseSlip, Slip
from models.queries.guidance.loans import LoanPaper
from models.queries.guidance.machine_cards import MachineCard
from models.queries.guidance.machine_events import MachineEvent, MachineEventPaper
from models.queries.guidance.machine_states import Keeper, MachineState
from models.queries.guidance.return_visits import ReturnPaper
from models.queries.guidance.visit_papers import VisitPaper
from models.queries.ledger.blank_slips import BlankPaper, MissingNumber, MissingPaper
from models.queries.ledger.defects import DefectLine
from models.queries.ledger.enterprise_accounts import EnterprisePaper, OrderAccount
from models.queries.ledger.enterprise_bills import BillLine, EnterpriseBill
from models.queries.ledger.goods_slips import Goods, GoodsSlip
from models.queries.ledger.inspection_slips import Inspected, InspectionSlip
from models.queries.ledger.labels import Label, LabelSheets, Pack
from models.queries.ledger.piece_lines import PaidLine
from models.queries.ledger.slips import (
    CollectionSlip,
    DispatchSlip,
    Left,
    LentMachine,
    MaterialGiven,
    Received,
    ReturnSlip,
    SlipWork,
)
from models.queries.ledger.stocktake import CountPaper, CountRow
from models.queries.party.agreements import AgreedWorker, AgreementPaper
from models.queries.party.road_map import GUESSED, OWN, VILLAGE, Home
from models.queries.pay.disputes import DisputedLine, DisputeFacts, DisputePaper
from models.queries.pay.household_accounts import AccountPaper, MaterialAccount, WorkAccount
from models.queries.pay.lock_certificates import LockCertificate
from models.queries.pay.money_slips import AdjustmentSlip, AdvanceSlip
from models.queries.pay.passbook import Brought, Entry, Opening, Passbook
from models.queries.pay.signature_lists import PayRow, PaySheet, PayVillage
from models.queries.pay.statements import Deduction, Recovery, StatementPaper, UnpaidRow
from models.queries.product.rate_cards import PricedMaterial, RateCard
from models.queries.programme.claim_papers import ClaimContract, ClaimLine, ClaimPaper, ClaimPay
from models.queries.programme.course_papers import CertificatePaper
from models.queries.programme.training import CourseRecord, Trainee
from models.queries.programme.workshop_map import MappedWorkshop, WorkshopMap
from models.queries.rates import RatedProduct
from models.queries.road.road_facts import Van
from models.queries.road.route_sheets import WHY, LeftBehind, RouteSheet, StopLine
from models.queries.road.routes import Job
from models.rules.ledger.balance import Parts
from models.rules.ledger.voucher_kind import COLLECTION, ISSUE
from models.rules.pay.calendar import Period
from models.rules.programme.training import DayAttended, DayMoney

PERIOD = Period("2026-10", date(2026, 10, 1), date(2026, 10, 31))
PRINTED = datetime(2026, 11, 2, 9, 30)
RARE = "䶮㛃𫖯㐱𠅤"
LONG = "欧阳上官司马夏侯诸葛闻人东方赫连皇甫尉迟公羊澹台公冶宗政濮阳淳于单于太叔申屠公孙"


HEADS = ("解燚", "陈䶮", "曾㛃", "欧阳翠翠", "单素芳", "尉迟小凤")
VILLAGES = ("牛角沟村", "观音村", "龙杨村", "大城寨村", "板桥社区", "映井场村", "金仙村")


def contact(**values: Any) -> Contact:
    """A household by the old locust tree."""
    return Contact(
        **{
            "id": 5,
            "code": "H0005",
            "head": "解燚",
            "township": "大石镇",
            "village": "牛角沟村",
            "group": "3组",
            "landmark": "老槐树下",
            "phone": "13800000005",
            "pay_method": "cash",
            "bank": "",
            "account": "",
        }
        | values
    )


def slip(kind: str = "issue", **values: Any) -> Slip:
    """The head of a slip."""
    return Slip(
        **{
            "id": 1,
            "kind": kind,
            "number": "FL26A00031",
            "date": date(2026, 10, 10),
            "contact": contact(),
        }
        | values
    )


def work(number: str = "PG26A00034", name: str = "竹编果篮", unit: str = "件") -> SlipWork:
    """A subcontract for baskets."""
    return SlipWork(
        34,
        number,
        5,
        1,
        name,
        unit,
        100_000,
        date(2026, 10, 10),
        date(2026, 10, 25),
        32_500,
        26_000,
        date(2026, 11, 10),
    )


WORKS = {1: ("竹编果篮", "件"), 2: ("电感线圈绕制", "件"), 3: ("绿茶鲜叶初制加工", "公斤")}
"""What the products of a statement's lines are called, and their units."""


def statement(rows: int = 0, **values: Any) -> StatementPaper:
    """The worked example's statement; ``rows`` above 0 makes a long one of so many lines instead."""
    day, slip, subcontract = date(2026, 10, 20), "HS26A00031", "PG26A00034"
    paid = [
        PaidLine(day, 31, slip, subcontract, 1, "good", 50_000, 32_500, 16_250),
        PaidLine(day, 31, slip, subcontract, 1, "second", 5_000, 26_000, 1_300),
        PaidLine(day, 31, slip, subcontract, 1, "material_scrap", 1_000, 32_500, 325),
    ]
    unpaid = [UnpaidRow(date(2026, 10, 20), "HS26A00031", "PG26A00034", "竹编果篮", "件", 3_000, 1_000)]
    if rows:
        unpaid = []
        paid = [
            PaidLine(
                date(2026, 10, 1 + at % 31),
                at,
                f"HS26A{at:05d}",
                f"PG26A{at:05d}",
                2 if at % 3 else 3,
                "good",
                1_234_000 if at % 3 else 12_345,
                375 if at % 3 else 120_000,
                4_628 if at % 3 else 14_814,
            )
            for at in range(rows)
        ]
    piece = sum(row.amount for row in paid)
    return StatementPaper(
        **{
            "period": PERIOD,
            "number": "GZ26A00034",
            "contact": contact(),
            "lines": tuple(paid),
            "works": WORKS,
            "unpaid": tuple(unpaid),
            "bonuses": (("质量奖", 1_000),),
            "deductions": (Deduction(date(2026, 10, 18), "损坏模具", 6_000, 3_775),),
            "recoveries": (Recovery(date(2026, 10, 5), 20_000, 1, 3, 6_666, 6_666, 13_334),),
            "piece": piece,
            "allowance": 0,
            "allowance_ppm": 0,
            "gross": piece + 1_000,
            "cap_ppm": 200_000,
            "put_off": 0,
            "net": piece + 1_000 - 3_775 - 6_666,
            "paid": False,
            "pay_date": date(2026, 11, 10),
            "object_until": date(2026, 11, 12),
            "cashier": "合作社周会计 0825-0000001",
            "books": "7f3a91c2aa",
            "printed": 0,
        }
        | values
    )


def dispatch(materials: int = 2, **values: Any) -> DispatchSlip:
    """Bamboo strips and handles for 100 baskets."""
    given = [
        MaterialGiven("PG26A00034", "M-BAM", "竹篾", "公斤", 88_400, 5_000, ""),
        MaterialGiven("PG26A00034", "M-RIM", "竹篮提手", "个", 101_000, 0, "破损一只另补"),
    ]
    given += [
        MaterialGiven("PG26A00034", f"M-{at:03d}", f"配件第{at}号", "个", at * 1_000, 0, "")
        for at in range(3, materials + 1)
    ]
    return DispatchSlip(
        slip(**values), (work(),), tuple(given[:materials]), (LentMachine("SB0004", "绕线机", "RX-2"),)
    )


def wrong() -> tuple[DefectLine, ...]:
    """Two defects of five faulty baskets."""
    return DefectLine(1, "A", "篾片断裂", 3_000), DefectLine(2, "B", "收口毛刺没有修", 2_000)


def collection(lines: int = 1, **values: Any) -> CollectionSlip:
    """Sixty baskets brought in, and material left at home."""
    received = [
        Received(
            work(number=f"PG26A{34 + at:05d}"),
            Parts(50_000, 5_000, 3_000, 1_000, 1_000, 0),
            60_000,
            62_500 if at == 0 else None,
            2_500 if at == 0 else None,
            "",
            17_875,
            45_000,
            defects=wrong() if at == 0 else (),
        )
        for at in range(lines)
    ]
    left = (Left("M-BAM", "竹篾", "公斤", 37_400), Left("M-RIM", "竹篮提手", "个", 44_000))
    return CollectionSlip(
        slip("collection", number="HS26A00031", **values), tuple(received), 17_875 * lines, left
    )


def returned(kind: str = "return", **values: Any) -> ReturnSlip:
    """Bamboo brought back, or handed to a neighbour."""
    given = (MaterialGiven("PG26A00034", "M-BAM", "竹篾", "公斤", 5_250, 5_000, "做完剩余"),)
    to = contact(id=6, code="H0006", head="曾素芳", landmark="") if kind == "transfer" else None
    return ReturnSlip(slip(kind, number="FL26A00040", **values), given, to)


def lock_certificate(month: int = 10) -> LockCertificate:
    """A month of 78 households, two ways of pay, locked."""
    return LockCertificate(
        period=Period(f"2026-{month:02d}", date(2026, month, 1), date(2026, month, 28)),
        locked_on=date(2026, 11, 2),
        at=datetime(2026, 11, 2, 17, 45),
        user="何会计",
        machine="A",
        link="f02c706f" * 8,
        count=78,
        sums=dict(
            zip(
                (
                    "piece",
                    "allowance",
                    "make_up",
                    "bonus",
                    "gross",
                    "taken",
                    "recovered",
                    "given_back",
                    "net",
                    "carried_out",
                ),
                (1_600_000, 99_432, 10_000, 5_000, 1_714_432, 5_000, 20_000, 100, 1_689_532, 350),
                strict=True,
            )
        ),
        bank=(40, 900_000),
        cash=(38, 789_532),
        pay_date=date(2026, 11, 10),
    )


def pay_sheet(households: int = 12) -> PaySheet:
    """Two villages on pay day."""
    rows = tuple(
        PayRow(
            contact(
                id=at,
                code=f"H{at:04d}",
                head=("解燚", "单䶮", "陈㛃", "尉迟建国")[at % 4],
                pay_method="bank" if at % 3 == 0 else "cash",
                bank="蓬溪农商银行",
                account="6228480000000001",
            ),
            f"GZ26A{at:05d}",
            17_875 + at * 1_311,
            1_000 if at % 2 else 0,
            3_775 if at % 5 == 0 else 0,
            6_666 if at % 4 == 0 else 0,
            17_875
            + at * 1_311
            + (1_000 if at % 2 else 0)
            - (3_775 if at % 5 == 0 else 0)
            - (6_666 if at % 4 == 0 else 0),
        )
        for at in range(1, households + 1)
    )
    half = (households + 1) // 2
    villages = (PayVillage("大石镇", "牛角沟村", rows[:half]), PayVillage("文井镇", "云台村", rows[half:]))
    return PaySheet(PERIOD, villages, True)


def account(lines: int = 2) -> AccountPaper:
    """A month's account."""
    materials = tuple(
        MaterialAccount(
            f"M-{at:03d}", "竹篾" if at % 2 else "竹篮提手", "公斤", 1_500, 88_400, 5_250, 0, 51_000, 33_650
        )
        for at in range(lines)
    )
    works = tuple(
        WorkAccount(
            number=f"PG26A{at:05d}",
            work="竹编果篮",
            unit="件",
            quantity=100_000,
            good=50_000,
            second=5_000,
            rework=3_000,
            work_scrap=1_000,
            material_scrap=1_000,
            pending=0,
            outstanding=45_000,
        )
        for at in range(lines)
    )
    return AccountPaper(PERIOD, contact(), materials, works, None)


def passbook(lines: int = 4) -> Passbook:
    """Material in, pieces out, pay earned."""
    entries = []
    for at in range(lines):
        day = date(2026, 10, 1 + at % 31)
        if at % 2:
            entries.append(
                Entry(day, f"HS26A{at:05d}", COLLECTION, "good", "", "", 0, 0, 17_875, 17_875 * at)
            )
        else:
            entries.append(
                Entry(day, f"FL26A{at:05d}", ISSUE, "", "竹篾", "公斤", 88_400, 88_400 + at * 500, 0, 0)
            )
    slips = [entry.number for entry in entries if entry.material]
    came = [entry for entry in entries if not entry.material]
    return Passbook(
        PERIOD,
        contact(),
        (Opening("竹篾", "公斤", 1_500),),
        5_000,
        tuple(entries),
        given={number: (work(),) for number in slips},
        brought=tuple(
            Brought(
                entry.date,
                entry.number,
                work(),
                Parts(50_000, 5_000, 3_000, 1_000, 1_000, 2_000),
                17_875,
                45_000,
            )
            for entry in came
        ),
    )


def visit(advice: str = "") -> VisitPaper:
    """A visit about the rim."""
    return VisitPaper(
        slip("visit", number="ZD26A00003"),
        "彭技术员",
        "收口",
        "厚薄不均",
        advice,
        date(2026, 10, 24),
        ((date(2026, 10, 9), advice or "篾片先分厚薄"),),
        seen=(DefectLine(1, "A", "篾片断裂", 0, "竹编果篮"), DefectLine(2, "B", "毛刺", 2_000, "竹编果篮")),
    )


def return_visit(found: str = "孩子上学，白天只有奶奶在家") -> ReturnPaper:
    """A return visit."""
    said = ("唐干部", "乡政府", "13900000011", "看看活路够不够", found)
    return ReturnPaper(slip("return_visit", number="HF26A00003"), *said, date(2026, 12, 24))


def claim(people: int = 3, basis: str = "person", **values: Any) -> ClaimPaper:
    """A claim for some people of a village workshop."""
    homes = [
        contact(code=f"H{at:04d}", head=HEADS[at % len(HEADS)], village=VILLAGES[at % 7])
        for at in range(people)
    ]
    day = date(2026, 1, 5)
    contracts = tuple(
        ClaimContract(home.head, home.code, "屏风村编织作坊", day, None, 365 + at, day, None)
        for at, home in enumerate(homes)
    )
    lines = tuple(
        ClaimLine(
            home.head,
            "Female" if at % 3 else "Male",
            f"51092119{60 + at % 40}0101{1000 + at}",
            home,
            contracts[at],
            4 if basis == "day" else None,
            0 if basis == "workshop" else 20_000 if basis == "day" else 100_000,
        )
        for at, home in enumerate(homes)
    )
    periods = tuple(f"2026-{month:02d}" for month in range(5, 11))
    pay = tuple(ClaimPay(home, (None, 152_030, 98_000, 0, 201_511, 7_750)) for home in homes)
    claimed = sum(line.amount for line in lines) or 2_000_000
    return ClaimPaper(
        "SB0001",
        date(2026, 11, 2),
        "submitted",
        "稳岗奖补",
        "JY",
        basis,
        100_000,
        values.pop("amount", claimed),
        claimed,
        "屏风村编织作坊",
        "Z001",
        None,
        values.pop("evidence", "合同、参保证明"),
        values.pop("note", ""),
        lines,
        periods,
        values.pop("pay", pay),
        contracts,
    )


def machine_event(**values: Any) -> MachineEventPaper:
    """A machine swapped for another."""
    event = MachineEventPaper(
        slip("machine", number="JQ26A00003"), "SB0004", "绕线机", "RX-2", "swap", "SB0005 绕线机",
        0, 4_000, "cash", "皮带松", 3_500, date(2027, 4, 21),
    )  # fmt: skip
    return replace(event, **values)


def machine_card(events: int = 3) -> MachineCard:
    """The card of a machine that is with a household."""
    keeper = Keeper(1, "H0001", "单䶮", "屏风村", "13900000077", date(2026, 3, 1), 5_000)
    days = (date(2025, 1, 6), 12, date(2026, 3, 1), date(2027, 3, 1))
    state = MachineState(
        1, "SB0004", "绕线机", "RX-2", None, "", 120_000, 81_000, *days, "lent", keeper
    )  # fmt: skip
    happened = tuple(
        MachineEvent(at, f"JQ26A{at:05d}", date(2026, 3, 1), "inspect", "单䶮", 0, 0, "cash", "皮带松", 0, "")
        for at in range(events)
    )
    return MachineCard(date(2026, 10, 21), state, "良好", "赤城镇屏风村3组", happened)


def loan() -> LoanPaper:
    """A winding machine."""
    return LoanPaper(contact(), "SB0004", "绕线机", "RX-2", date(2026, 3, 1), None, 5_000, "良好", "")


def _products(count: int = 3) -> tuple[RatedProduct, ...]:
    return tuple(RatedProduct("竹编果篮", "件", 32_500, 26_000 if at % 2 else None) for at in range(count))


def rate_card(products: int = 3) -> RateCard:
    """The rates at a village's door."""
    prices = (PricedMaterial("竹篾", "公斤", 68_000), PricedMaterial("漆包线", "米", 420))
    return RateCard(date(2026, 10, 10), "大石镇", "牛角沟村", _products(products), prices)


def workshop_map(workshops: int = 26) -> WorkshopMap:
    """Workshops of three kinds over the county; of every ninth nobody knows where it is."""
    kinds = ("base", "village", "home")
    return WorkshopMap(
        date(2026, 10, 10),
        tuple(
            MappedWorkshop(
                at,
                f"Z{at:03d}",
                LONG if at == 1 else f"牛角沟村竹编作坊{at}",
                kinds[min(2, at // 4)],
                "竹编",
                "牛角沟村",
                False,
                (1, 2, 3),
                None if at % 9 == 8 else (30.7 + at % 5 * 0.02, 105.6 + at % 7 * 0.03),
            )
            for at in range(workshops)
        ),
    )


def labels(count: int = 6, paper: str = "") -> LabelSheets:
    """Labels for bags and packs, one of them with a name too long for it."""
    return LabelSheets(
        tuple(
            Label(
                f"PG26A{at:05d}",
                contact(head=LONG if at == 1 else "解燚"),
                "竹编果篮",
                "件",
                100_000,
                date(2026, 10, 25),
                Pack("竹篾", "公斤", 20_000, at, count) if at % 2 else None,
                f"{at}/{count}" if at % 4 == 1 else "",
            )
            for at in range(count)
        ),
        paper,
    )


_WORKERS = (AgreedWorker("解燚", "女", "1980"), AgreedWorker("徐素", "", ""))


def agreement(own: str = "") -> AgreementPaper:
    """A year's agreement, with clauses of the cooperative's own."""
    return AgreementPaper(
        5, "XY-0005", date(2026, 1, 1), date(2026, 12, 31), contact(), "", _WORKERS, _products(),
        "大石镇竹编专业合作社", "大石镇", "0825-0000001", 25, 10, 200_000, 10, own, {}, None, 0,
    )  # fmt: skip


def blank(kind: str = "collection") -> BlankPaper:
    """A blank slip of the driver's block."""
    if kind == "equipment":
        return BlankPaper("SB0004", kind, date(2026, 10, 28), "", about="绕线机 RX-2")
    return BlankPaper("HS26A00077", kind, date(2026, 10, 28), "刘师傅")


def missing(count: int = 4) -> MissingPaper:
    """Numbers of a block that was not entered yet, and one that nobody can explain."""
    rows = [
        MissingNumber("collection", f"HS26A{at:05d}", "collection", date(2026, 10, 28), "刘师傅")
        for at in range(1, count)
    ]
    return MissingPaper((*rows, MissingNumber("dispatch", "FL26A00009", "", None, "")))


def stock_count(lines: int = 5, **values: Any) -> CountPaper:
    """A list of the warehouse to count by; ``number`` makes it a count that was posted."""
    posted = "number" in values
    rows = tuple(
        CountRow(
            f"M-{at:03d}",
            "漆包线（耐高温）" if at % 2 else "竹篾",
            "kg",
            "",
            "PG26A00012" if "contact" in values else "",
            125_500 * at,
            120_000 * at if posted else None,
            "受潮" if posted else "",
        )
        for at in range(1, lines)
    )
    rows += (CountRow("P-1", "竹编果篮", "piece", "good", "", 12_000, 12_000 if posted else None),)
    return CountPaper(date(2026, 10, 31), values.pop("contact", None), rows, **values)


def enterprise(orders: int = 3) -> EnterprisePaper:
    """A month's account with a buyer of baskets."""
    rows = tuple(
        OrderAccount(
            f"DD26A{at:05d}",
            "竹编果篮" if at % 2 else "电感线圈绕制",
            "件",
            date(2026, 9, 20),
            date(2026, 10, 31),
            2_000_000,
            870_000,
            45_000,
            30_000,
            12_000,
            1_000,
            800_000,
            640_000,
            12_000,
            1_200_000,
            148_000,
            812_000,
        )
        for at in range(1, orders + 1)
    )
    return EnterprisePaper(PERIOD, "成都竹艺有限公司", "罗经理", "13800000099", "成都市武侯区", rows)


def stop(number: int, **values: Any) -> StopLine:
    """A stop of a drive: ten of them lie in each village, every third has pieces, every fifth somebody to teach."""
    who = contact(
        id=number,
        code=f"H{number:04d}",
        head=HEADS[number % len(HEADS)],
        village=VILLAGES[number // 10 % len(VILLAGES)],
        phone=f"138000{number:05d}",
    )
    jobs = [Job("deliver", "竹篾", 12_500, "kg", f"PG26A{number:05d}", id=number * 10)]
    if number % 3 == 0:
        jobs.append(Job("collect", "竹编果篮", 1_234_000, "piece", f"PG26A{number:05d}", id=number * 10 + 1))
    if number % 5 == 0:
        jobs.append(Job("visit", "收口", id=number * 10 + 2))
    angle = number * 2.4
    point = 30.75 + math.sin(angle) * number / 900, 105.70 + math.cos(angle) * number / 800
    begin = 8 * 3600 + number * 540
    return StopLine(
        **{
            "id": number,
            "number": number,
            "kind": "task",
            "key": number,
            "home": Home(who, point, OWN, (0, 86_400)),
            "arrive": begin - 60,
            "begin": begin,
            "leave": begin + 300,
            "load": (123_456, 0, 1_234 * number),
            "jobs": tuple(jobs),
            "faults": (),
            "why": "",
            "result": "",
            "arrived": "",
        }
        | values
    )


def route(stops: int = 6, **values: Any) -> RouteSheet:
    """One vehicle's drive; from ten stops on it loads again on the way, in the middle."""
    lines = [stop(number) for number in range(1, stops + 1)]
    if stops >= 10:
        again = stop(0, kind="reload", key=0, home=None, jobs=())
        lines.insert(stops // 2, again)
    van = Van(1, "川J·A1234", 1, "何大川", "13800000921", (0, 86_400), (600_000, 0, 0), 1)
    return RouteSheet(
        **{
            "id": 1,
            "date": date(2026, 10, 21),
            "number": "261021-1",
            "van": van,
            "start": 8 * 3600,
            "end": 17 * 3600 + 1800,
            "distance": 61_900,
            "start_load": (123_456, 0, 1_234),
            "lines": tuple(lines),
            "warehouse": (30.75, 105.70),
            "warehouse_known": True,
        }
        | values
    )


def hard_route() -> RouteSheet:
    """What a drive may have to say: long names, no place of one's own, a stop that breaks, goods taken over."""
    long = contact(head=LONG, village="很长的村名" * 4, landmark=RARE * 5, phone="0825-1234567 转 8")
    note = "把合同送到户主手上，顺便看看竹篾是不是受潮了，受潮的换成新的" * 2
    lines = (
        stop(1, home=Home(long, (30.75, 105.70), VILLAGE, (0, 86_400)), faults=("window", "load")),
        stop(2, jobs=(Job("other", note, id=20), Job("bring", "破篾机 SB0001", id=21))),
        stop(3, kind="take", rescued=LONG, jobs=(Job("deliver", "竹篾", 1_000, "kg", "PG26A00003", id=30),)),
        stop(4, kind="take", rescued="解燚", home=None, jobs=(Job("deliver", "竹篾", 1_000, "kg", id=40),)),
        stop(5, kind="hand", jobs=(Job("transfer", "很长的物料名" * 6, 12_345_678, "kg", id=50),)),
        stop(6, home=Home(contact(phone="", group="", landmark=""), (30.75, 105.70), GUESSED, (0, 86_400))),
        stop(7, jobs=()),
    )
    return route(
        lines=lines,
        warehouse_known=False,
        after=9,
        begins=(30.76, 105.71),
        printed=2,
        van=replace(route().van, name=LONG, driver_name=LONG),
    )


def left_behind(count: int = 3) -> LeftBehind:
    """What no vehicle serves, for every reason there is."""
    whys = list(WHY)
    lines = tuple(stop(at + 1, why=whys[at % len(whys)]) for at in range(count))
    return LeftBehind(date(2026, 10, 21), lines)


def goods(kind: str, lines: int = 3, **values: Any) -> GoodsSlip:
    """Material that came in, products that went out, opening stock, or a correction."""
    head: Any = slip(kind, number="RK26A00001", **values)
    if kind == "sale":
        head = EnterpriseSlip(id=1, kind=kind, number="LS26A00001", date=date(2026, 10, 10))
    if kind in ("receipt", "delivery"):
        head = EnterpriseSlip(
            id=1,
            kind=kind,
            number="RK26A00001",
            date=date(2026, 10, 10),
            name="成都竹艺有限公司",
            person="罗经理",
            phone="13800000099",
            address="成都市武侯区",
            reason=values.get("reason", ""),
        )
    made = [
        Goods(
            f"M-{at:03d}",
            f"很长的物料名第{at}号",
            "公斤" if at % 2 else "件",
            at * 12_345,
            "good" if kind in ("delivery", "sale") else "",
            "屏风村竹编作坊" if kind == "sale" else f"DD26A{at:05d}" if kind != "receipt" else "",
            5_000,
            None if kind == "delivery" else 68_000,
            "受潮" if at == 1 and kind != "sale" else "",
            at * 8_394 if kind == "sale" else None,
        )
        for at in range(1, lines + 1)
    ]
    return GoodsSlip(head, tuple(made))


def inspection(lines: int = 1, **values: Any) -> InspectionSlip:
    """Pieces found good, second, to be done again and spoiled."""
    found = Parts(good=4_000, second=1_000, rework=2_000, work_scrap=1_000, material_scrap=1_000)
    line = Inspected(work(), "HS26A00031", date(2026, 10, 8), 10_000, found, 1_885, wrong())
    return InspectionSlip(slip("inspection", number="JY26A00001", **values), (line,) * lines)


def advance(instalments: int = 3, **values: Any) -> AdvanceSlip:
    """Two hundred yuan in instalments."""
    due = tuple((PERIOD, 20_000 // instalments) for _ in range(instalments))
    return AdvanceSlip(slip("advance", number="YZ26A00001", **values), 20_000, due, "周会计 0825-0000001")


def dispute(said: str = "交了 60 个，只写了 50", **values: Any) -> DisputePaper:
    """A household objects to a line of its October statement; answered in time."""
    line = DisputedLine(1, date(2026, 10, 20), "HS26A00031", "竹编果篮", "件", "good", 50_000, 32_500, 16_250)
    facts: dict[str, Any] = {
        "statement": "GZ26A00034",
        "month": "2026-10",
        "slip": "HS26A00031",
        "slip_gone": "posted",
        "said": said,
        "answer_by": date(2026, 11, 12),
        "late": False,
        "answer": "仓库复点是 60 个，下月补 10 个。",
        "answered_on": date(2026, 11, 8),
        "answered_late": False,
        "outcome": "upheld",
        "correction": "JK26A00007",
        "line": line,
    }
    head = slip("dispute", number="YY26A00001", date=date(2026, 11, 5))
    return DisputePaper(head, DisputeFacts(**(facts | values)), "合作社周会计 0825-0000001")


def adjustment(fen: int = -6_000, **values: Any) -> AdjustmentSlip:
    """A mould that was broken, or a bonus."""
    head = slip("adjustment", number="JK26A00001", **{"reason": "损坏模具", **values})
    return AdjustmentSlip(head, fen, PERIOD, 200_000, date(2026, 10, 20), "周会计 0825-0000001")


def bill(lines: int = 3) -> EnterpriseBill:
    """A month's bill to a buyer of baskets; every third line is of second grade, without a price."""
    rows = tuple(
        BillLine(
            date(2026, 10, at % 28 + 1),
            f"JF26A{at:05d}",
            f"DD26A{at:05d}",
            "竹编果篮" if at % 2 else "电感线圈绕制",
            "件",
            "good" if at % 3 else "second",
            870_000,
            855_000,
            15_000,
            48_500 if at % 3 else None,
            414_675 if at % 3 else None,
        )
        for at in range(1, lines + 1)
    )
    return EnterpriseBill(PERIOD, "成都竹艺有限公司", "罗经理", "13800000099", "成都市武侯区", rows, 1)


def year(months: int = 12) -> YearPaper:
    """A year with a machine, two courses and support money; every other month with a bonus and a deduction."""
    told = []
    for at in range(1, months + 1):
        odd = at % 2
        figures = {"piece": 178_750 + at, "allowance": 3_575, "make_up": 2_700 * odd, "bonus": 1_000 * odd}
        figures["gross"] = sum(figures.values())
        figures |= {"taken": 3_775 * odd, "recovered": 6_666 * odd, "given_back": 0}
        figures["net"] = figures["gross"] - figures["taken"] - figures["recovered"]
        told.append(YearMonth(f"2026-{at:02d}", figures, 13_390, at < months, True))
    return YearPaper(
        2026,
        contact(),
        tuple(told),
        (YearMachine("SB0004", "绕线机", date(2026, 3, 1), None),),
        (YearCourse("李小妹", "竹编初级班", 5), YearCourse("陈大姐", "电感绕制", 3)),
        (
            YearSupport("李小妹", "培训生活补助", date(2026, 6, 3), 25_000),
            YearSupport("陈大姐", "培训生活补助", date(2026, 8, 9), 15_000),
        ),
    )


def outwork(rounds: int = 3) -> OutworkPaper:
    """Orders, material, pieces and pay of a household over three years."""
    lines = []
    for at in range(1, rounds + 1):
        day = date(2024 + at % 3, at % 12 + 1, 5)
        work = "竹编果篮"
        lines += [
            OutworkLine(day, "ordered", f"PG26A{at:05d}", work, 100_000, "件", 32_500, None, day),
            OutworkLine(day, "handed", f"FL26A{at:05d}", "竹篾", 88_400, "公斤"),
            OutworkLine(day, "received", f"HS26A{at:05d}", work, 50_000, "件", 32_500, 16_250),
            OutworkLine(day, "rejected", f"HS26A{at:05d}", work, 4_000, "件", None, 0),
            OutworkLine(day, "stated", f"GZ26A{at:05d}", f"{day:%Y-%m}", amount=17_875),
            OutworkLine(day, "paid", f"GZ26A{at:05d}", f"{day:%Y-%m}", amount=8_434),
        ]
    people = (Outworker("李小妹", "妻", "女", date(1999, 5, 1)), Outworker("解小宝", "儿", "男", None))
    return OutworkPaper(date(2024, 1, 1), date(2026, 12, 31), contact(), "女", people, tuple(lines))


def _paid(when: date) -> tuple[int, str, str]:
    """Fifty yuan, ten more on odd days."""
    return 5_000 + when.day % 2 * 1_000, "A", "paid"


def course(people: int = 6, days: int = 3, name: str = "竹编入门") -> CourseRecord:
    """A course on which the second person is paid for one day only, and the last has a name too long for a cell."""
    start = date(2026, 10, 10)
    span = [start + timedelta(days=at) for at in range(days)]
    return CourseRecord(
        1, "PX0003", name, "central", 2, "竹编", "彭技术员", "屏风村文化室", start, span[-1], True,
        tuple(
            Trainee(
                at, at, LONG if at == people - 1 else "解燚", "Female", "510921198001011234", at, f"H{at:04d}",
                "解燚", "13800000001", "牛角沟村", f"PX0003-{at + 1:02d}", date(2026, 10, 15),
                {
                    when: DayMoney(DayAttended(at, 1, when), *money)
                    for when in span
                    for money in [(0, "", "twice") if at == 1 and when != start else _paid(when)]
                },
                2,
            )
            for at in range(people)
        ),
    )  # fmt: skip


def days(count: int) -> tuple[date, ...]:
    """So many days of the course."""
    return tuple(date(2026, 10, 10) + timedelta(days=at) for at in range(count))


def certificate(name: str = "竹编入门") -> CertificatePaper:
    """A certificate of the first person."""
    held = course(3, name=name)
    return CertificatePaper(held, held.people[-1 if len(name) > 20 else 0], "大石镇竹编专业合作社")
