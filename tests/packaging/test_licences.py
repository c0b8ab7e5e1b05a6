"""The licences of the parts: complete, in full, and the same in the window, in the package and in the bill."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import licences
from resources.packaging import bill, contents, wheelhouse

LGPL = "GNU LESSER GENERAL PUBLIC LICENSE"


def names(packages: set[str]) -> set[str]:
    """Names of packages as every tool writes them."""
    return {wheelhouse.canonical(f"{name}==").rstrip("=") for name in packages}


def test_every_package_that_is_installed_with_yuanba_is_named() -> None:
    pinned = names({pin.partition("==")[0] for pin in wheelhouse.pinned()})
    listed = names({str(one["name"]) for one in licences.listed() if "inside" not in one})
    assert listed - {"python"} == pinned


def test_every_part_is_here_with_its_whole_text() -> None:
    assert {part.name for part in licences.parts()} == {one["name"] for one in licences.listed()}
    assert [part.name for part in licences.parts() if sum(map(len, part.texts)) < 500] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Qt", LGPL),
        ("PySide6_Essentials", "may be replaced by a build of your own"),
        ("SQLCipher", "ZETETIC"),
        ("OpenSSL", "Apache License"),
        ("reportlab", "ReportLab"),
        ("python-stdnum", LGPL),
        ("pyvrp", "PyVRP"),
        ("Noto Sans SC", "SIL OPEN FONT LICENSE"),
        ("segno", "Lars Heuer"),
        ("Python", "PYTHON SOFTWARE FOUNDATION LICENSE"),
    ],
)
def test_the_text_of_a_part_is_its_own(name: str, words: str) -> None:
    part = next(part for part in licences.parts() if part.name == name)
    assert words in "\n".join(part.texts)


def test_what_is_packed_is_read_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = bill.packed()
    gathered = tmp_path / "gathered.json"
    gathered.write_text(licences.gather(packed), encoding="utf-8")
    monkeypatch.setattr(licences, "GATHERED", gathered)
    licences.parts.cache_clear()
    try:
        assert licences.parts() == packed
    finally:
        licences.parts.cache_clear()


def test_what_is_left_behind_is_not_in_the_bill() -> None:
    named = {part.name for part in bill.packed()}
    assert {"matplotlib", "requests", "python-dateutil", "fonttools"} & named == set()
    assert {"numpy", "pyvrp", "Qt", "SQLCipher", "zhplot", "python-stdnum"} <= named
    assert "matplotlib" in contents.EXCLUDED


def test_the_bill_of_materials_names_every_part_once_and_is_the_same_twice() -> None:
    told = json.loads(bill.bill_of_materials())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    references = [one["bom-ref"] for one in told["components"]]
    assert len(references) == len(set(references)) == len(bill.packed())
    assert all(one["licenses"][0]["expression"] for one in told["components"])
    assert set(told["dependencies"][0]["dependsOn"]) <= set(references)
    assert bill.bill_of_materials() == bill.bill_of_materials()


def test_checksums_are_read_by_the_usual_tool(tmp_path: Path) -> None:
    (tmp_path / "b.exe").write_bytes(b"b")
    (tmp_path / "a.deb").write_bytes(b"a")
    assert bill.checksums([tmp_path / "b.exe", tmp_path / "a.deb"]).splitlines() == [
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.deb",
        "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.exe",
    ]
