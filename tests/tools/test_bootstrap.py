"""A second start installs nothing, a changed lock does, and what cannot be mended is said in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools import bootstrap


@dataclass(kw_only=True)
class Clone:
    """A repository with locks, an environment with a Python, and a record of what would be installed."""

    folder: Path
    installed: list[str] = field(default_factory=list)


@pytest.fixture
def fresh_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    clone = Clone(folder=tmp_path)
    for name in ("run", "test"):
        (tmp_path / f"{name}.txt").write_text(f"{name}==1\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    for name, value in (("ENVIRONMENT", tmp_path / ".venv"), ("PYTHON", python), ("REQUIREMENTS", tmp_path)):
        monkeypatch.setattr(bootstrap, name, value)
    monkeypatch.setattr(bootstrap, "_make_environment", lambda: None)
    monkeypatch.setattr(bootstrap, "_install", clone.installed.append)
    monkeypatch.setattr(bootstrap, "_has_chromium", lambda: True)
    monkeypatch.setattr(bootstrap, "_compile_catalogues", lambda: None)
    return clone


def test_a_second_start_installs_nothing(fresh_clone: Clone) -> None:
    bootstrap.prepare("run")
    bootstrap.prepare("run")
    assert fresh_clone.installed == ["run"]


def test_a_changed_lock_is_installed(fresh_clone: Clone) -> None:
    bootstrap.prepare("run")
    (fresh_clone.folder / "run.txt").write_text("run==2\n")
    bootstrap.prepare("run")
    assert fresh_clone.installed == ["run", "run"]


def test_what_tests_need_serves_the_product_but_not_the_other_way_round(fresh_clone: Clone) -> None:
    bootstrap.prepare("test")
    bootstrap.prepare("run")
    assert fresh_clone.installed == ["test"]
    (fresh_clone.folder / ".venv" / "installed-test.stamp").unlink()
    bootstrap.prepare("run")
    bootstrap.prepare("test")
    assert fresh_clone.installed == ["test", "run", "test"]


def test_an_old_python_is_named(
    fresh_clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    assert bootstrap.main(["run"]) == 1
    assert "too old" in capsys.readouterr().err
    assert fresh_clone.installed == []


def test_an_unknown_need_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert "tools/bootstrap.py run" in capsys.readouterr().out
