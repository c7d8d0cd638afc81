"""The list of settings in the documentation is the list the code knows."""

from __future__ import annotations

import re

from tests.architecture.tree import REPOSITORY, under

SETTING = re.compile(r"\bLOYALTY_[A-Z_]+[A-Z]\b")


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    code = "".join(path.read_text() for path in under("loyalty_app", "config.py"))
    documented = set(SETTING.findall((REPOSITORY / "docs" / "settings.md").read_text()))
    assert set(SETTING.findall(code)) in (documented, set())  # the empty set: no code yet
