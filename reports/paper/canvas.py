"""One page being drawn: texts, rules and frames in points, turned into the operators of a PDF page.

Everything is black. Positions count from the page's lower left corner, texts stand on their baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from reports.paper.fonts import Glyphs, printable, text_width
from reports.paper.papers import RULE

_BOLD = 0.032  # of the size: the stroke that thickens the one weight the font has
_CACHED = 2_000


@lru_cache(maxsize=8)
def code_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """A QR code as its size in squares and its dark runs (column, row, length)."""
    import segno

    # A fixed mask: choosing the best of eight takes five times as long, and any of them scans.
    encoding = None if text.isascii() else "utf-8"
    matrix = segno.make_qr(text, error="m", mask=3, encoding=encoding).matrix
    runs = []
    for row, squares in enumerate(matrix):
        start = -1
        for column, dark in enumerate((*squares, 0)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                runs.append((start, row, column - start))
                start = -1
    return len(matrix), tuple(runs)


class Sheet:
    """The marks of one page. ``undrawable`` gathers texts with the characters of them the font lacks.

    ``dx`` and ``dy`` shift all of them, in points, for a printer that pulls its paper askew. A ``substitute`` is drawn
    in place of each character the font lacks.
    """

    def __init__(
        self, glyphs: Glyphs, coded: dict[str, str], dx: float = 0, dy: float = 0, substitute: str = ""
    ) -> None:
        self._glyphs = glyphs
        self._coded = coded
        self._dx = dx
        self._dy = dy
        self._substitute = substitute
        self.undrawable: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self._marks: list[str] = []
        self._style: tuple[float, bool] = (0, False)
        self._spacing = 0.0

    def _code(self, text: str) -> str:
        code = self._coded.get(text)
        if code is None:
            code = self._glyphs.encode(printable(text).replace("\n", " "))
            if self._glyphs.missing:
                missing = "".join(self._glyphs.missing)
                self.undrawable.append((text, missing))
                self._glyphs.missing.clear()
                return self._code(text.translate(dict.fromkeys(map(ord, missing), self._substitute)))
            if len(self._coded) > _CACHED:
                self._coded.clear()
            self._coded[text] = code
        return code

    def _set(self, size: float, bold: bool) -> None:
        stroke = f" 2 Tr {size * _BOLD:.2f} w" if bold else " 0 Tr"
        self._texts.append(f"/F1 {size:g} Tf{stroke}")
        self._style = (size, bold)

    def text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, spacing: float = 0
    ) -> None:
        """Draw a text from its left end; ``spacing`` opens up the characters of a title."""
        if self._style != (size, bold):
            self._set(size, bold)
        if self._spacing != spacing:
            self._texts.append(f"{spacing:g} Tc")
            self._spacing = spacing
        self._texts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm <{self._code(text)}> Tj")

    def text_right(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """Draw a text that ends at x."""
        self.text(x - text_width(text, size), y, text, size, bold)

    def text_upright(self, x: float, y: float, text: str, size: float) -> None:
        """Draw a text turned a quarter to the left, starting at the bottom."""
        self._set(size, False)
        self._texts.append(f"0 1 -1 0 {x:.2f} {y:.2f} Tm <{self._code(text)}> Tj")

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = RULE) -> None:
        """Draw a rule."""
        self._marks.append(f"{width:g} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def corners(self, points: Sequence[tuple[float, float]], width: float) -> None:
        """Draw a line of several corners, all round."""
        drawn = " ".join(f"{x:.2f} {y:.2f} {'l' if at else 'm'}" for at, (x, y) in enumerate(points))
        self._marks.append(f"q 1 J 1 j {width:g} w {drawn} S Q")

    def clear(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a white box over what is there, x and y being its lower left corner."""
        self._marks.append(f"q 1 g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def frame(self, x: float, y: float, width: float, height: float, stroke: float = RULE) -> None:
        """Draw an empty box, x and y being its lower left corner."""
        self._marks.append(f"{stroke:g} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a black box, x and y being its lower left corner."""
        self._marks.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def circle(self, x: float, y: float, radius: float, stroke: float = RULE, *, clear: bool = False) -> None:
        """Draw an empty circle around a point, white over what is there with ``clear``."""
        # Four curves whose handles are this part of the radius long come as near to a circle as the eye can tell.
        r, h = radius, radius * 0.5523
        curves = (
            (r, h, h, r, 0.0, r),
            (-h, r, -r, h, -r, 0.0),
            (-r, -h, -h, -r, 0.0, -r),
            (h, -r, r, -h, r, 0.0),
        )
        drawn = " ".join(
            " ".join(f"{value + (x, y)[at % 2]:.2f}" for at, value in enumerate(curve)) + " c"
            for curve in curves
        )
        path = f"{stroke:g} w {x + r:.2f} {y:.2f} m {drawn}"
        self._marks.append(f"q 1 g {path} B Q" if clear else f"{path} S")

    def squares(self, x: float, y: float, step: float, runs: Iterable[tuple[int, int, int]]) -> None:
        """Fill the dark runs of a grid whose upper left corner is x, y: (column, row, length) in steps."""
        self._marks.append(f"q {step:.4f} 0 0 {-step:.4f} {x:.2f} {y:.2f} cm")
        self._marks.append("".join(f"{column} {row} {length} 1 re\n" for column, row, length in runs) + "f Q")

    def outlined_across(self, x: float, y: float, text: str, size: float, sine: float, cosine: float) -> None:
        """Write large hollow letters on a slant, so that what lies under them stays readable."""
        self._set(size, False)
        self._texts.append(f"1 Tr 1.5 w {cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm")
        self._texts.append(f"<{self._code(text)}> Tj")
        self._style = (0, False)

    def content(self) -> bytes:
        """The finished page content."""
        shift = f"1 0 0 1 {self._dx:.2f} {self._dy:.2f} cm\n" if self._dx or self._dy else ""
        return "".join((shift, "\n".join(self._marks), "\nBT\n", "\n".join(self._texts), "\nET")).encode(
            "ascii"
        )


def stacked(contents: Sequence[bytes], width: float, height: float, count: int) -> bytes:
    """The contents of papers that lie below each other on one sheet, with dashed lines where it is cut, in points.

    ``height`` is that of one of ``count`` papers; each content was drawn at its own place.
    """
    drawn = b"\n".join(b"q\n" + content + b"\nQ" for content in contents)
    cuts = "".join(
        f"{RULE:g} w 0 {height * at:.2f} m {width:.2f} {height * at:.2f} l S\n" for at in range(1, count)
    )
    return b"q [4 3] 0 d\n" + cuts.encode("ascii") + b"Q\n" + drawn
