"""A wheelhouse: what it holds, and what is said of one that does not fit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from resources.packaging import environment, wheelhouse
from resources.packaging.environment import Stop


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheelhouse gathered by a pip that writes a file for every pin, and finds one left of an older version."""

    def download(command: list[object]) -> int:
        folder = Path(str(command[command.index("--dest") + 1]))
        pins = Path(str(command[command.index("-r") + 1])).read_text(encoding="utf-8").split()
        for pin in pins:
            name, version = pin.split("==")
            (folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl").write_bytes(pin.encode())
        (folder / "click-1.0-py3-none-any.whl").write_bytes(b"old")
        return 0

    monkeypatch.setattr(wheelhouse, "call", download)
    monkeypatch.setattr(wheelhouse, "works", lambda python: True)
    wheelhouse.gather(tmp_path, "win_amd64", "3.12")
    return tmp_path


def test_it_lists_every_pin_with_the_hash_of_its_wheel(made: Path) -> None:
    lines = (made / wheelhouse.LIST).read_text(encoding="utf-8").splitlines()[1:]
    listed = dict(line.split(" --hash=sha256:") for line in lines)
    assert listed.keys() == {wheelhouse.canonical(pin) for pin in wheelhouse.pinned()}
    digests = {hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in made.glob("*.whl")}
    assert set(listed.values()) == digests
    assert not (made / "click-1.0-py3-none-any.whl").exists()
    assert wheelhouse.check(made) == made / wheelhouse.LIST


def test_one_of_other_versions_is_refused_and_names_them(made: Path) -> None:
    listed = made / wheelhouse.LIST
    changed = [
        line for line in listed.read_text(encoding="utf-8").splitlines() if not line.startswith("peewee==")
    ]
    listed.write_text("\n".join(changed), encoding="utf-8")
    with pytest.raises(Stop, match="lacks peewee=="):
        wheelhouse.check(made)


def test_a_folder_that_is_none_and_a_platform_there_is_none_of_are_said(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no wheelhouse"):
        wheelhouse.check(tmp_path)
    with pytest.raises(Stop, match="win_amd64"):
        wheelhouse.gather(tmp_path, "win32")


def test_offline_set_up_asks_no_network_and_holds_every_wheel_against_its_hash(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    def install(command: list[object]) -> int:
        asked.append([str(part) for part in command])
        return 1

    monkeypatch.setattr(environment, "call", install)
    monkeypatch.setattr(environment, "works", lambda python: True)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
    with pytest.raises(Stop, match="for this system"):
        environment.set_up(offline=lambda: wheelhouse.check(made))
    assert {"--no-index", "--require-hashes", "--no-deps"} <= set(asked[0])
    assert asked[0][-1] == str(made / wheelhouse.LIST)
