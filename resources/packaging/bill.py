"""What goes beside what is handed out: the texts of all licences, a bill of materials, and checksums.

``bill.py DIR`` writes ``extra/`` for the frozen program and ``yuanba-VERSION.cdx.json``, a bill of materials as
CycloneDX 1.5 describes it (https://cyclonedx.org/docs/1.5/json/). Run by the Python whose packages are packed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from models.licences import LicensedPart

BILL = "yuanba-{version}.cdx.json"


def packed() -> tuple[LicensedPart, ...]:
    """The parts that the frozen program holds: those installed, without what `contents.EXCLUDED` leaves behind."""
    from models.licences import parts
    from resources.packaging.contents import EXCLUDED

    left = {name.lower() for name in EXCLUDED}

    def module(name: str) -> str:
        return name.lower().replace("-", "_").removeprefix("python_")

    return tuple(part for part in parts() if module(part.inside or part.name) not in left)


def bill_of_materials() -> str:
    """Every part with its version and licence, as CycloneDX; the same parts give the same text."""
    from models.version import VERSION

    def reference(part: LicensedPart) -> str:
        return f"pkg:pypi/{part.name.lower().replace('_', '-')}@{part.version}"

    def component(part: LicensedPart) -> dict[str, object]:
        told: dict[str, object] = {"type": "library", "name": part.name, "version": part.version}
        if part.inside:
            told["properties"] = [{"name": "inside", "value": part.inside}]
            told["bom-ref"] = f"{part.name} in {part.inside}"
            del told["version"]
        else:
            told["purl"] = told["bom-ref"] = reference(part)
        told["licenses"] = [{"expression": part.licence}]
        return told

    own = {"type": "application", "name": "yuanba", "version": VERSION, "bom-ref": "yuanba"}
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own | {"licenses": [{"expression": "MIT"}]}},
        "components": [component(part) for part in packed()],
        "dependencies": [
            {"ref": "yuanba", "dependsOn": [reference(part) for part in packed() if not part.inside]},
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def readable() -> str:
    """All licences as one text to read."""
    from models.licences import own_licence

    chapters = [f"Yuanba\n\n{own_licence()}"]
    for part in packed():
        inside = f" (in {part.inside} {part.version})" if part.inside else f" {part.version}"
        chapters.append("\n\n".join((f"{part.name}{inside}: {part.licence}", *part.texts)))
    return f"\n\n{'=' * 100}\n\n".join(chapters)


def checksums(files: list[Path]) -> str:
    """The SHA-256 of each file and its name, as ``sha256sum --check`` reads them."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in sorted(files)]
    return "\n".join(lines) + "\n"


def main(target: Path) -> None:
    """Write what is packed into the program, and the bill beside it."""
    from models.licences import gather, own_licence
    from models.version import VERSION

    licences = target / "extra" / "resources" / "licences"
    licences.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("gathered.json", gather(packed())),
        ("LICENSE.txt", own_licence()),
        ("all.txt", readable()),
    ):
        (licences / name).write_text(text, encoding="utf-8", newline="\n")
    (target / BILL.format(version=VERSION)).write_text(bill_of_materials(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
