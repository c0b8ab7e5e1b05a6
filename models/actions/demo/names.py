"""Invented people, firms and words of the demo cooperative, in Chinese and in English.

Nobody here exists. Some names carry characters that common fonts lack and surnames that are read in a way of their own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]

SURNAMES: Final[tuple[Pair, ...]] = (
    *(("单", "Shan"), ("曾", "Zeng"), ("解", "Xie"), ("仇", "Qiu"), ("朴", "Piao"), ("尉迟", "Yuchi")),
    *(("陈", "Chen"), ("袁", "Yuan"), ("罗", "Luo"), ("杨", "Yang"), ("谢", "Xie"), ("彭", "Peng")),
    *(("覃", "Qin"), ("蒲", "Pu"), ("税", "Shui"), ("漆", "Qi"), ("冉", "Ran"), ("敬", "Jing")),
    *(("何", "He"), ("吴", "Wu"), ("唐", "Tang"), ("邓", "Deng"), ("廖", "Liao"), ("蒋", "Jiang")),
    *(("冯", "Feng"), ("苟", "Gou"), ("胥", "Xu"), ("龙", "Long"), ("向", "Xiang"), ("赖", "Lai")),
)
GIVEN: Final[tuple[Pair, ...]] = (
    *(("秀兰", "Xiulan"), ("永贵", "Yonggui"), ("素华", "Suhua"), ("国强", "Guoqiang"), ("桂英", "Guiying")),
    *(
        ("春梅", "Chunmei"),
        ("光明", "Guangming"),
        ("代珍", "Daizhen"),
        ("洪友", "Hongyou"),
        ("玉芬", "Yufen"),
    ),
    *(("天芳", "Tianfang"), ("兴全", "Xingquan"), ("碧蓉", "Birong"), ("世海", "Shihai"), ("蓉", "Rong")),
    *(("勇", "Yong"), ("琼", "Qiong"), ("开秀", "Kaixiu"), ("大富", "Dafu"), ("明翠", "Mingcui")),
    *(
        ("正莲", "Zhenglian"),
        ("德才", "Decai"),
        ("小凤", "Xiaofeng"),
        ("朝阳", "Chaoyang"),
        ("淑惠", "Shuhui"),
    ),
)
FIRST_HEADS: Final[tuple[Pair, ...]] = (
    *(
        ("单䶮", "Shan Yan"),
        ("曾㛃", "Zeng Jie"),
        ("解𫖯", "Xie Fu"),
        ("仇㐱", "Qiu Zhen"),
        ("朴堃", "Piao Kun"),
    ),
    ("尉迟素芳", "Yuchi Sufang"),
)
"""The heads of the first households: rare characters and surnames with a reading of their own."""

COOPERATIVE: Final[Pair] = ("桐荫院坝手工专业合作社（示范）", "Tongyin Courtyard Crafts Cooperative (demo)")
ADDRESS: Final[Pair] = ("示范县桐荫路 1 号", "1 Tongyin Road, Demo County")
CASHIER: Final[Pair] = ("出纳 冉会计 13800000099", "Cashier Ms Ran, 13800000099")
BANK: Final[Pair] = ("桐荫农村商业银行", "Tongyin Rural Bank")
TECHNICIANS: Final[tuple[Pair, ...]] = (
    ("彭技术员", "Peng Lan"),
    ("税技术员", "Shui Min"),
    ("龙技术员", "Long Wei"),
)
HELPERS: Final[tuple[Pair, ...]] = (
    ("罗干部", "Luo Bin"),
    ("邓干部", "Deng Yan"),
    ("蒋干部", "Jiang Tao"),
    ("冯干部", "Feng Li"),
)
CATEGORIES: Final[tuple[Pair, ...]] = (
    ("一般户", "general"),
    ("脱贫户", "lifted out of poverty"),
    ("监测对象", "monitored"),
)
LANDMARKS: Final[tuple[Pair, ...]] = (
    ("老黄葛树旁", "by the old banyan"),
    ("村委会对面", "opposite the village office"),
    ("小卖部后面", "behind the shop"),
    ("水井坎上", "above the well"),
    ("石拱桥头", "at the stone bridge"),
    ("", ""),
    ("", ""),
)
RELATIONS: Final[tuple[Pair, ...]] = (
    ("配偶", "spouse"),
    ("母亲", "mother"),
    ("子女", "child"),
    ("儿媳", "in-law"),
)
SEXES: Final[tuple[Pair, ...]] = (("女", "female"), ("男", "male"))
CONDITIONS: Final[tuple[Pair, ...]] = (("良好", "good"), ("皮带稍松", "belt a little loose"))
BONUSES: Final[tuple[Pair, ...]] = (
    ("质量奖", "quality bonus"),
    ("满勤奖", "full attendance"),
    ("带新人补助", "for teaching a newcomer"),
)
DEDUCTIONS: Final[tuple[Pair, ...]] = (
    ("模具遗失", "lost mould"),
    ("超耗赔料", "material used beyond the allowance"),
)
WORDS: Final[dict[str, Pair]] = {
    "idle": ("余料退回", "left over"),
    "top_up": ("料废补料", "to replace bad material"),
    "moved": ("农忙转给邻居接着做", "busy with the harvest, the neighbour goes on"),
    "correction": ("盘点时发现受潮报废", "found damp at the count"),
    "void": ("单据写错户", "written for the wrong household"),
    "short": ("外出务工，余量不再做", "left for work elsewhere"),
    "advance": ("垫付医药费", "medicine"),
    "material": ("企业来料", "sent by the enterprise"),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """A material of a trade: price in 1/10,000 yuan, pack in thousandths, use per unit in thousandths, loss in ppm."""

    code: str
    name: Pair
    unit: Pair
    price: int
    pack: int
    over_ppm: int
    per_unit: int
    loss_ppm: int

    @property
    def grain(self) -> int:
        """What it is handed out in: whole pieces, or what a scale shows."""
        return 1_000 if self.unit[1] == "piece" else 100


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: what is made of what for whom, in which quantities (thousandths) and at which rates (1/10,000 yuan)."""

    code: str
    name: Pair
    unit: str
    enterprise: Pair
    contact: Pair
    least: int
    most: int
    step: int
    rate: int
    new_rate: int
    second: int
    minutes: int
    over_ppm: int
    goods: tuple[Goods, ...]
    machine: Pair
    model: str
    topics: tuple[Pair, ...]
    findings: tuple[Pair, ...]
    weighed: bool = False


TRADES: Final[tuple[Trade, ...]] = (
    Trade(
        "ZL-01",
        ("竹编果篮", "Bamboo fruit basket"),
        "piece",
        ("青篾坊竹艺有限公司", "Qingmie Bamboo Craft Ltd"),
        ("周经理", "Ms Zhou"),
        30_000,
        80_000,
        5_000,
        32_500,
        35_000,
        26_000,
        25_000,
        0,
        (
            Goods("M-ZM", ("竹篾", "Bamboo strip"), ("公斤", "kg"), 68_000, 5_000, 0, 850, 40_000),
            Goods("M-TS", ("竹篮提手", "Basket handle"), ("个", "piece"), 3_500, 0, 0, 1_000, 10_000),
        ),
        ("破篾机", "Strip splitter"),
        "PM-6",
        (("起底", "weaving the base"), ("收口", "finishing the rim"), ("刮篾厚薄", "even strips")),
        (("收口不齐", "uneven rim"), ("篾片厚薄不均", "strips of uneven thickness"), ("", "")),
    ),
    Trade(
        "XQ-02",
        ("电感线圈绕制", "Inductor coil"),
        "piece",
        ("联芯电感元件有限公司", "Lianxin Inductor Ltd"),
        ("吴经理", "Mr Wu"),
        1_200_000,
        3_600_000,
        100_000,
        850,
        900,
        500,
        400,
        20_000,
        (
            Goods("M-QB", ("漆包线", "Enamelled wire"), ("米", "m"), 420, 500_000, 20_000, 1_250, 15_000),
            Goods("M-CX", ("磁芯", "Ferrite core"), ("个", "piece"), 300, 1_000_000, 0, 1_000, 5_000),
        ),
        ("绕线机", "Winding machine"),
        "RX-2",
        (("绕线张力", "winding tension"), ("焊脚上锡", "tinning the leads")),
        (("线圈松", "loose coils"), ("匝数不足", "too few turns"), ("", "")),
    ),
    Trade(
        "BZ-03",
        ("白芷切片初加工", "Sliced angelica"),
        "kg",
        ("清泉中药材种植专业合作社", "Qingquan Herb Growers"),
        ("李主任", "Mr Li"),
        40_000,
        110_000,
        5_000,
        18_000,
        19_500,
        13_000,
        6_000,
        50_000,
        (Goods("M-BZ", ("鲜白芷", "Fresh angelica"), ("公斤", "kg"), 52_000, 0, 30_000, 1_180, 25_000),),
        ("切片机", "Slicer"),
        "QP-1",
        (("切片厚度", "thickness of slices"), ("晾晒翻动", "turning while drying")),
        (("片厚不均", "slices of uneven thickness"), ("含水偏高", "still too moist"), ("", "")),
        weighed=True,
    ),
)


class Speaker:
    """Says the words of the demo in one language, and makes up people."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.english = language == "en"
        self._rng = rng

    def __call__(self, pair: Pair) -> str:
        return pair[1] if self.english else pair[0]

    def word(self, key: str) -> str:
        """One of `WORDS`."""
        return self(WORDS[key])

    def one(self, pairs: tuple[Pair, ...]) -> str:
        """Any of some words."""
        return self(self._rng.choice(pairs))

    def name(self, at: int | None = None) -> str:
        """A person; the first few heads are `FIRST_HEADS`."""
        if at is not None and at < len(FIRST_HEADS):
            return self(FIRST_HEADS[at])
        surname, given = self._rng.choice(SURNAMES), self._rng.choice(GIVEN)
        return f"{surname[1]} {given[1]}" if self.english else surname[0] + given[0]

    def place(self, name: str) -> str:
        """A township or village of the official list as people say it."""
        for official, said in (("社区居民委员会", "社区"), ("村民委员会", "村")):
            name = name.replace(official, said)
        if not self.english:
            return name
        from pypinyin import lazy_pinyin

        for ending in ("社区", "街道", "村", "镇", "乡"):
            if name.endswith(ending) and len(name) > len(ending) + 1:
                name = name.removesuffix(ending)
                break
        return "".join(lazy_pinyin(name)).capitalize()
