"""The papers documents are printed on: their exact size, what a printer can reach, and the type that suits them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from models.errors import UserError
from models.i18n import mark, tr

MM: Final = 72 / 25.4
RULE: Final = 1.0  # points; a dot-matrix printer loses anything thinner
HEAVY: Final = 1.5
SMALLEST: Final = 9.0


@dataclass(frozen=True, slots=True)
class Type:
    """The sizes of type on a paper, in points.

    ``row`` is the distance between the rows of a table, ``net`` the size of what is paid out. ``photos``: whether the
    printer of such a paper shows any.
    """

    text: float = 10.0
    small: float = 9.0
    title: float = 18.0
    holder: float = 13.5
    figure: float = 19.0
    net: float = 22.0
    row: float = 17.5
    lead: float = 1.5
    photos: bool = True

    @property
    def line(self) -> float:
        """The distance between lines of running text."""
        return round(self.text * self.lead, 2)

    def squeezed(self) -> Type:
        """Lines closer together, for a document that would else need a further page for its last few."""
        text = max(SMALLEST, self.text - 0.5)
        return replace(self, text=text, row=round(text * 1.4, 2), lead=1.3)

    def times(self, scale: float) -> Type:
        """The same hierarchy so many times as large; what is paid out stays as large as it is."""
        sizes = (self.text, self.small, self.title, self.holder, self.figure, self.row)
        text, small, title, holder, figure, row = (round(size * scale * 2) / 2 for size in sizes)
        return Type(text, small, title, holder, figure, self.net, row, self.lead, self.photos)

    def enlarged(self) -> Type:
        """The same hierarchy for people who read with difficulty."""
        return Type(text=15, small=13, title=24, holder=19, figure=30, net=36, row=26, photos=self.photos)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: millimetres of page and margins. ``height`` 0 is a roll, cut where the document ends.

    ``left`` and ``right`` include the tear-off strips of continuous paper. ``edge`` is where the middle of the part
    label stands, from the right edge of the page; 0 where there is none. ``stack`` papers lie on one sheet, to be cut
    apart. A sheet of ``labels`` is as many of this width, height and gap between two columns as fill it.
    """

    key: str
    label: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    edge: float
    type: Type
    continuous: bool = False
    code: float = 16.0  # millimetres of the square QR code
    stack: int = 1
    labels: tuple[float, float, float] | None = None

    @property
    def room(self) -> float:
        """The width between its margins, in points."""
        return (self.width - self.left - self.right) * MM

    @property
    def narrow(self) -> bool:
        """Whether title and number stand below each other."""
        return self.room < 300

    def enlarged(self) -> Paper:
        """The same paper with large print."""
        return replace(self, type=self.type.enlarged())


def _labels(key: str, label: str, width: float, height: float, type: Type, gap: float = 0) -> Paper:
    """A sheet of A4 with as many labels of a size as it holds, in its middle."""
    across, down = int((210 + gap) / (width + gap)), int(297 / height)
    side, over = (210 - across * (width + gap) + gap) / 2, (297 - down * height) / 2
    # A hundredth less below, so that the last row has room whatever the sum of its heights is rounded to.
    return Paper(key, label, 210, 297, side, side, over, over - 0.01, 0, type, labels=(width, height, gap))


# Tear-off strips are half an inch wide on either side; text stays clear of them by some millimetres, because the paper
# never lies quite straight, and clear of the perforation between two forms.
PAPERS: Final[dict[str, Paper]] = {
    paper.key: paper
    for paper in (
        Paper("a4", mark("A4 upright"), 210, 297, 17, 17, 14, 14, 8.5, Type(row=18)),
        Paper("a4-2", mark("A4 cut in two"), 210, 148.5, 15, 15, 9, 9, 0, Type(), stack=2),
        Paper(
            "a4-3",
            mark("A4 cut in three"),
            210,
            99,
            15,
            15,
            5,
            5,
            0,
            Type(text=9.5, title=15, figure=16, holder=12, row=14.5, photos=False),
            code=14,
            stack=3,
        ),
        Paper("a5", mark("A5 upright"), 148, 210, 11, 14, 10, 10, 7, Type(title=16, row=17)),
        Paper("a5-landscape", mark("A5 lying"), 210, 148, 14, 16, 9, 9, 8, Type()),
        Paper(
            "241x140",
            mark("Continuous 241 × 140"),
            241,
            139.7,
            17,
            22,
            7,
            7,
            17.5,
            Type(text=10.5, photos=False),
            continuous=True,
        ),
        Paper(
            "241x93",
            mark("Continuous 241 × 93"),
            241,
            93.1,
            17,
            22,
            4.5,
            4.5,
            17.5,
            Type(text=9.5, title=15, figure=16, holder=12, row=14, photos=False),
            continuous=True,
            code=13,
        ),
        Paper(
            "80mm",
            mark("Receipt roll 80 mm"),
            80,
            0,
            4,
            4,
            4,
            8,
            0,
            Type(text=9, title=15, figure=16, holder=13, row=15, photos=False),
        ),
        _labels("70x37", mark("Labels 70 × 37, 24 a sheet"), 70, 37, Type(text=9.5)),
        _labels("63.5x38.1", mark("Labels 63.5 × 38.1, 21 a sheet"), 63.5, 38.1, Type(text=9.5), gap=2.5),
        _labels("105x48", mark("Labels 105 × 48, 12 a sheet"), 105, 48, Type(text=12, small=10.5, holder=18)),
    )
}

SLIP_PAPERS: Final = ("241x140", "a4-3", "a4-2", "a5-landscape", "a5", "a4", "241x93", "80mm")
LIST_PAPERS: Final = ("a4", "a5-landscape", "241x140", "a5", "241x93")
LABEL_PAPERS: Final = ("a4", "70x37", "63.5x38.1", "105x48")
ACCOUNT_PAPERS: Final = ("a5-landscape", "a4-2", "a4", "241x140", "a5", "241x93")


def paper(key: str) -> Paper:
    """The paper of a key; raises `UserError` naming those that exist."""
    found = PAPERS.get(key)
    if found is None:
        message = tr('There is no paper "{paper}". Papers: {papers}.')
        raise UserError(message.format(paper=key, papers=", ".join(PAPERS)), "paper")
    return found
