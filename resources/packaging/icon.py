"""Draws the program's icon from ``resources/icons/courtyard.svg`` and writes the version Windows shows of its files.

Run by the project's own Python: ``icon.py DIR`` writes ``yuanba.ico``, ``yuanba-SIZE.png``, ``yuanba.svg`` and
``version.txt`` there.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZES = (16, 24, 32, 48, 64, 128, 256)
MARGIN = 0.12
"""Share of the side that the tile keeps free around the drawing."""
ROUND = 0.2
"""Radius of the tile's corners as a share of its side."""


def drawing() -> str:
    """The courtyard in white on a tile of the accent colour, as SVG."""
    from ui.shell.theme import LIGHT

    lines = (ROOT / "resources" / "icons" / "courtyard.svg").read_text(encoding="utf-8")
    inner = lines.partition(">")[2].removesuffix("</svg>\n").removesuffix("</svg>")
    side, scale = 24, 1 - 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" rx="{side * ROUND}" fill="{LIGHT["accent"]}"/>'
        f'<g transform="translate({side * MARGIN} {side * MARGIN}) scale({scale})" fill="none"'
        f' stroke="{LIGHT["on_accent"]}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
        f"{inner}</g></svg>\n"
    )


def png(svg: str, size: int) -> bytes:
    """A drawing as a square picture of ``size`` pixels."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Pictures of several sizes as one icon of Windows: a table of contents, then the pictures themselves."""
    table, body = io.BytesIO(), io.BytesIO()
    table.write((0).to_bytes(2, "little") + (1).to_bytes(2, "little") + len(pictures).to_bytes(2, "little"))
    start = 6 + 16 * len(pictures)
    for size, picture in pictures.items():
        table.write(bytes((size % 256, size % 256, 0, 0)))
        table.write((1).to_bytes(2, "little") + (32).to_bytes(2, "little"))
        table.write(len(picture).to_bytes(4, "little") + (start + body.tell()).to_bytes(4, "little"))
        body.write(picture)
    return table.getvalue() + body.getvalue()


def version_file() -> str:
    """What Windows shows under a file's properties, as PyInstaller reads it."""
    from models.version import VERSION, numbers

    four = (*numbers(VERSION), 0)
    texts = {
        "CompanyName": "Yuanba",
        "FileDescription": "院坝 Yuanba",
        "FileVersion": VERSION,
        "InternalName": "yuanba",
        "LegalCopyright": "The Yuanba authors, MIT",
        "ProductName": "院坝 Yuanba",
        "ProductVersion": VERSION,
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0, OS=0x40004,"
        f" fileType=1, subtype=0, date=(0, 0)), kids=[StringFileInfo([StringTable('080404B0', [{strings}])]),"
        f" VarFileInfo([VarStruct('Translation', [0x0804, 1200])])])\n"
    )


def main(target: Path) -> None:
    """Write the icon in every form, and the version."""
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication([])
    svg = drawing()
    pictures = {size: png(svg, size) for size in SIZES}
    (target / "yuanba.svg").write_text(svg, encoding="utf-8", newline="\n")
    (target / "yuanba.ico").write_bytes(ico(pictures))
    for size, picture in pictures.items():
        (target / f"yuanba-{size}.png").write_bytes(picture)
    (target / "version.txt").write_text(version_file(), encoding="utf-8", newline="\n")
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
