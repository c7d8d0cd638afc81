"""What axe-core finds wrong with a page, in words."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str | None = None) -> list[str]:
    """One line per broken rule and element: the rule, how bad, the element, what to do. Empty is good."""
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}) at {' '.join(map(str, element['target']))}: "
        + " ".join(element["failureSummary"].split())
        for rule in found
        for element in rule["nodes"]
    ]
