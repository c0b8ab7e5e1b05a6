"""How everything looks: every colour, size and font of the window, in one place, by role.

`apply` builds the palette and the style sheet for light or dark and for a font size in percent; it is called again
when the system turns dark or the setting changes. Painted widgets ask `color`, `px` and `font` when they paint.
"""

from __future__ import annotations

import atexit
import importlib.util
import tempfile
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from models.files import RESOURCES
from ui.shell.dressing import Undressed, dressing

LIGHT = {
    "ground": "#F6F4EE",  # the paper everything lies on
    "surface": "#FFFFFF",
    "ink": "#23211C",
    "quiet": "#6B675E",
    "line": "#E3DFD5",
    "edge": "#CBC5B7",  # the outline of something one can type or click into
    "hover": "#EFECE3",
    "accent": "#2E6B4F",
    "accent_deep": "#235540",
    "accent_tint": "#E5EFE9",
    "accent_soft": "#8CAF9F",  # pictures in empty places
    "on_accent": "#FFFFFF",
    "on_accent_quiet": "#D3E4DB",
    "wrong": "#B5362C",
    "wrong_tint": "#F8E7E4",
    "soon": "#8F590D",  # a shade below amber, so that words on its tint keep 4.5 : 1
    "soon_bar": "#A86A12",
    "soon_tint": "#F8EFDC",
    "quiet_tint": "#EFECE3",
    "track": "#E3DFD5",
    # Sorts of figures in one chart, told apart by whoever cannot see red, green or blue as well.
    "chart_1": "#2E6B4F",
    "chart_2": "#C77B1B",
    "chart_3": "#5A86C9",
    "chart_4": "#5B2A55",
}
DARK = {
    "ground": "#1B1C1A",
    "surface": "#242522",
    "ink": "#E9E6DD",
    "quiet": "#A8A397",
    "line": "#383A34",
    "edge": "#50534B",
    "hover": "#2E302B",
    "accent": "#7DBB9B",
    "accent_deep": "#93CBAE",
    "accent_tint": "#2A3A32",
    "accent_soft": "#4C7561",
    "on_accent": "#14231B",
    "on_accent_quiet": "#2B4436",
    "wrong": "#E2897F",
    "wrong_tint": "#3E2A27",
    "soon": "#DDB066",
    "soon_bar": "#DDB066",
    "soon_tint": "#3A3122",
    "quiet_tint": "#31332E",
    "track": "#383A34",
    "chart_1": "#7DBB9B",
    "chart_2": "#E3B35C",
    "chart_3": "#5F8FD0",
    "chart_4": "#E0C8EC",
}

TYPE = {
    "base": (14, False),
    "quiet": (12, False),
    "section": (15, True),
    "page": (22, True),
    "figure": (28, True),
    "brand": (20, True),
}

METRICS = {
    "hair": 1,
    "ring": 2,
    "xs": 4,
    "s": 8,
    "m": 12,
    "l": 16,
    "xl": 24,
    "control": 32,
    "row": 34,
    "header": 32,
    "nav": 172,
    "nav_narrow": 56,
    "nav_row": 36,
    "nav_row_least": 17,
    "top": 52,
    "find": 380,
    "find_list": 360,
    "find_wide": 560,
    "icon": 18,
    "icon_s": 16,
    "icon_l": 40,
    "dot": 10,
    "corner": 6,
    "card": 8,
    "chip": 20,
    "bar": 8,
    "mark": 3,
    "field": 220,
    "field_wide": 320,
    "column_min": 56,
    "column_max": 360,
    "column_text": 84,
    "dialog": 460,
    "sheet": 640,
    "thumb": 132,
    "photo": 120,
    "row_photo": 28,
    "preview_w": 1060,
    "preview_h": 680,
    "window_w": 1366,
    "window_h": 768,
    "window_min_w": 900,
    "window_min_h": 440,  # what a screen of 1920 × 1080 leaves at 200 % beside title and task bar
}

FAMILIES = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")


class _Theme(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colors = dict(LIGHT)
        self.dark = False
        self.scale = 100
        self.mode = "system"
        self.styled = False
        self.families: list[str] = []
        self.fonts: dict[tuple[str, bool | None], QFont] = {}
        self.following = False
        self.images: tempfile.TemporaryDirectory[str] | None = None


_theme = _Theme()
changed = _theme.changed  # a signal: colours or sizes are different now


def color(role: str) -> QColor:
    """The colour of a role in the light or dark of now."""
    return QColor(_theme.colors[role])


def px(name: str) -> int:
    """A size of `METRICS` in device-independent pixels, grown by the font-size setting."""
    value = METRICS[name]
    return value if value <= 2 else round(value * _theme.scale / 100)


def room(widget: QWidget) -> QRect:
    """The part of the widget's screen that may be used; a common laptop's while no screen is switched on."""
    screen = widget.screen()
    return QRect(0, 0, 1366, 728) if screen is None else screen.availableGeometry()


def is_dark() -> bool:
    """Whether the window is dark now."""
    return _theme.dark


def mode() -> str:
    """What was asked for: system, light or dark."""
    return _theme.mode


def scale() -> int:
    """The font size in percent."""
    return _theme.scale


def font(role: str = "base", bold: bool | None = None) -> QFont:
    """The font of a type role (base, quiet, section, page, figure), with figures of equal width."""
    made = _theme.fonts.get((role, bold))
    if made is None:
        size, heavy = TYPE[role]
        made = QFont(QApplication.font())
        if _theme.families:
            made.setFamilies(_theme.families)
        made.setPixelSize(max(9, round(size * _theme.scale / 100)))
        made.setBold(heavy if bold is None else bold)
        made.setFeature(QFont.Tag("tnum"), 1)
        _theme.fonts[role, bold] = made
    return QFont(made)


def application(arguments: list[str]) -> QApplication:
    """Make the application, in the style that `apply` builds on.

    Set later, the style would be handed over, for which Qt's binding first gets all there is to be said of styles.
    """
    _theme.styled = True
    return QApplication([*arguments, "-style", "fusion"])


def apply(app: QApplication, mode: str | None = None, size: int | None = None) -> None:
    """Dress the application: ``mode`` is "system", "light" or "dark", ``size`` the font size in percent (80 to 200)."""
    if mode is not None:
        _theme.mode = mode
    if size is not None:
        _theme.scale = min(200, max(80, size))
    hints = app.styleHints()
    if not _theme.following:
        hints.colorSchemeChanged.connect(_follow)
        _theme.following = True
    dark = _theme.mode == "dark" or (_theme.mode == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    _theme.dark = dark
    _theme.colors = dict(DARK if dark else LIGHT)
    if not _theme.styled:
        app.setStyle("Fusion")
        _theme.styled = True
    if not _theme.families:
        _theme.families = _font_families()
    _theme.fonts.clear()
    # Taken off and put on again: changed in place, Qt dresses a widget anew for each of the widgets it lies in.
    with dressing(), Undressed():
        app.setStyleSheet("")
        app.setFont(font("base"))
        app.setPalette(_palette())
        app.setStyleSheet(style_sheet())
    changed.emit()


def _follow() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _theme.mode == "system":
        apply(app)


def _font_families() -> list[str]:
    """The system's Chinese font, then the one that ships with zhplot, which has the rare characters of names."""
    families = [name for name in FAMILIES if QFontDatabase.hasFamily(name)][:1]
    shipped = shipped_font()
    if shipped is not None:
        number = QFontDatabase.addApplicationFont(str(shipped))
        families += [name for name in QFontDatabase.applicationFontFamilies(number) if name not in families]
    return families


@cache
def shipped_font() -> Path | None:
    """The font file inside zhplot, found without importing it (its import would load matplotlib)."""
    spec = importlib.util.find_spec("zhplot")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    return None


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "ground"),
        (roles.WindowText, "ink"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "ground"),
        (roles.Text, "ink"),
        (roles.PlaceholderText, "quiet"),
        (roles.Button, "surface"),
        (roles.ButtonText, "ink"),
        (roles.BrightText, "wrong"),
        (roles.ToolTipBase, "surface"),
        (roles.ToolTipText, "ink"),
        (roles.Highlight, "accent_tint"),
        (roles.HighlightedText, "ink"),
        (roles.Accent, "accent"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
        (roles.Light, "surface"),
        (roles.Midlight, "hover"),
        (roles.Mid, "line"),
        (roles.Dark, "edge"),
        (roles.Shadow, "edge"),
    ):
        palette.setColor(role, color(name))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color("quiet"))
    return palette


def style_sheet() -> str:
    """The one style sheet, with every role and size filled in."""
    values: dict[str, str] = dict(_theme.colors)
    values |= {name: f"{px(name)}px" for name in METRICS}
    values |= {f"type_{name}": f"{round(TYPE[name][0] * _theme.scale / 100)}px" for name in TYPE}
    ring = px("ring")
    values["control_inner"] = f"{px('control') - 2 * px('hair')}px"
    values["control_ring"] = f"{px('control') - 2 * ring}px"
    values["row_inner"] = f"{px('row') - 2 * px('xs')}px"
    values["pad"] = f"{px('s') + 1}px"
    values["pad_ring"] = f"{px('s')}px"
    values |= _images()
    return Template((RESOURCES / "theme" / "style.qss").read_text(encoding="utf-8")).substitute(values)


def _images() -> dict[str, str]:
    """Icons a style sheet needs by address, coloured by role and written beside each other for this run."""
    shade = "dark" if _theme.dark else "light"
    made = {}
    for name, role in (
        ("chevron-down", "quiet"),
        ("chevron-up", "quiet"),
        ("check", "on_accent"),
        ("dash", "on_accent"),
    ):
        drawn = _drawing(name).replace(b"currentColor", color(role).name().encode())
        made["image_" + name.replace("-", "_")] = _address(f"{name}-{shade}.svg", drawn)
    return made


def _address(name: str, drawn: bytes) -> str:
    """Where an icon lies for the style sheet, written there first; none where the disk has no room for it."""
    path: Path | None = None
    try:
        if _theme.images is None:
            _theme.images = tempfile.TemporaryDirectory(prefix="yuanba-theme-")
            atexit.register(_theme.images.cleanup)
        path = Path(_theme.images.name) / name
        if not path.exists():
            path.write_bytes(drawn)
        return f'url("{path.as_posix()}")'
    except OSError:
        # Without its arrow a field can be worked with; without a window nobody is told that the disk is full.
        if path is not None:
            path.unlink(missing_ok=True)
        return "none"


@cache
def _drawing(name: str) -> bytes:
    return (RESOURCES / "icons" / f"{name}.svg").read_bytes()


class _LineIcon(QIconEngine):
    """A drawing coloured when it is painted, so that it follows light and dark without being asked."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self.name, self.role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer

        role = "edge" if mode == QIcon.Mode.Disabled else self.role
        drawing = QSvgRenderer(
            QByteArray(_drawing(self.name).replace(b"currentColor", color(role).name().encode()))
        )
        drawing.render(painter, QRectF(rect))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, ratio: float) -> QPixmap:
        # The size is that of the window's own measure; the screen's points are finer.
        points = QSize(round(size.width() * ratio), round(size.height() * ratio))
        made = QPixmap(points)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), points), mode, state)
        painter.end()
        made.setDevicePixelRatio(ratio)
        return made

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def clone(self) -> QIconEngine:
        return _LineIcon(self.name, self.role)


@cache
def icon(name: str, role: str = "quiet") -> QIcon:
    """A line icon of `resources/icons` in the colour of a role; raises FileNotFoundError for an unknown name."""
    _drawing(name)
    return QIcon(_LineIcon(name, role))


def paint_icon(painter: QPainter, name: str, role: str, x: float, y: float, size: float) -> None:
    """Draw an icon sharply at a place while painting a widget."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(QByteArray(_drawing(name).replace(b"currentColor", color(role).name().encode())))
    drawing.render(painter, QRectF(x, y, size, size))


def set_role(widget: QObject, name: str, value: str) -> None:
    """Set a property the style sheet reads, and have the widget dressed again."""
    from PySide6.QtWidgets import QWidget

    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # What has no look yet gets the right one at once.
    if isinstance(widget, QWidget) and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def paper_sheet() -> str:
    """The style of longer texts on paper: black on white in points, whatever the screen shows."""
    return (
        "body { color: black; font-size: 11pt; } h1 { font-size: 17pt; } h2 { font-size: 13pt; margin-top: 14pt; }"
        " p, li { line-height: 140%; margin-top: 3pt; margin-bottom: 3pt; }"
        # Of a cell Qt reads px only.
        " table { margin-bottom: 8px; } td { padding: 3px 16px 3px 0; }"
        " a { color: black; text-decoration: none; } .key { font-weight: bold; }"
    )


def reading_sheet() -> str:
    """The style of longer texts to read, such as help."""
    sizes = {role: round(size * scale() / 100) for role, (size, _) in TYPE.items()}
    paint = {role: color(role).name() for role in ("ink", "quiet", "accent", "line", "accent_tint")}
    space = {name: px(name) for name in ("xs", "s", "m", "l", "xl")}
    return (
        f"body {{ color: {paint['ink']}; font-size: {sizes['base']}px; }}"
        f"h1 {{ font-size: {sizes['page']}px; margin-top: 0; margin-bottom: {space['m']}px; }}"
        f"h2 {{ font-size: {sizes['section']}px; margin-top: {space['xl']}px; margin-bottom: {space['xs']}px; }}"
        f"p, li {{ margin-top: {space['xs']}px; margin-bottom: {space['xs']}px; line-height: 150%; }}"
        f"ul, ol {{ margin-left: -{space['m']}px; }}"
        f"table {{ margin-top: {space['s']}px; }}"
        f"td {{ padding: {space['xs']}px {space['l']}px {space['xs']}px 0; line-height: 150%; }}"
        f"a {{ color: {paint['accent']}; text-decoration: none; }}"
        f".key {{ color: {paint['accent']}; background-color: {paint['accent_tint']};"
        f" font-size: {sizes['quiet']}px; }}"
    )
