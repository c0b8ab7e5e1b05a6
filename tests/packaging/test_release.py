"""A release: nothing is built of a version that is not told of, and whatever is built has its checksum."""

from __future__ import annotations

from pathlib import Path

import pytest

import dev
from models.version import VERSION
from resources.packaging import environment, release
from resources.packaging.environment import Stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the version is told of as it should be."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(
        f"# Changes\n\n## {VERSION} (2026-12-01)\n\n- one\n", encoding="utf-8"
    )
    for language in release.NEWS:
        news = tmp_path / "resources" / "help" / language / "news.md"
        news.parent.mkdir(parents=True)
        news.write_text(f"# New\n\n## {VERSION}\n\n- one\n\n## 0.0.1\n\n- a\n- b\n", encoding="utf-8")
    return tmp_path


def test_a_version_told_of_in_both_languages_is_fit(told: Path) -> None:
    assert release.version_faults(draft=False) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "fault"),
    [
        ("CHANGELOG.md", "2026-12-01", "not yet released", "no day"),
        ("CHANGELOG.md", VERSION, "0.0.2", "no heading"),
        ("resources/help/zh/news.md", f"## {VERSION}", "## 0.0.2", "zh/news.md says nothing"),
        ("resources/help/en/news.md", "- one", "- one\n- two", "not the same in every language"),
    ],
)
def test_what_is_not_told_keeps_a_version_back(
    told: Path, file: str, before: str, after: str, fault: str
) -> None:
    path = told / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert [words for words in release.version_faults(draft=False) if fault in words]


def test_this_version_is_told_of() -> None:
    assert release.version_faults(draft=True) == []


def test_nothing_is_built_while_something_is_at_fault(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "build", lambda dist, target: pytest.fail("built"))
    for failing in ("resources.packaging.translations", "pytest"):
        monkeypatch.setattr(release, "call", lambda command, failing=failing: int(failing in command))
        with pytest.raises(Stop, match="1 faults"):
            release.release(told / "dist", True)


def test_what_is_built_has_its_checksum_and_what_is_not_its_reason(
    told: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def make(dist: Path, target: Path) -> list[str]:
        (target / "yuanba_1.0.0_amd64.deb").write_bytes(b"a")
        return ["windows: there is no makensis here"]

    monkeypatch.setattr(release, "call", lambda command: 0)
    monkeypatch.setattr(release, "build", make)
    assert release.release(told / "dist", True) == 0
    sums = (told / "dist" / "release" / "SHA256SUMS").read_text(encoding="utf-8")
    assert sums.split() == [
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "yuanba_1.0.0_amd64.deb",
    ]
    assert "no makensis" in capsys.readouterr().err


def test_the_doctor_tells_the_folder_without_the_users_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: ROOT.parent)
    told = dict(environment.examine())
    assert told["folder"].startswith("~") and "MB free" in told["folder"]
    assert str(ROOT.parent) not in str(told)


def test_every_verb_is_told_in_the_help_of_dev() -> None:
    assert [verb for verb in dev.VERBS if f"\n  {verb}" not in str(dev.__doc__)] == []


def test_the_workflow_names_every_python_that_is_promised() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    oldest = ".".join(map(str, environment.OLDEST))
    assert f'python: ["{oldest}", "3.12", "3.13"]' in workflow
    for command in ("dev.py lint", "dev.py test", "dev.py release"):
        assert command in workflow
