"""What phones report is sorted and loses what tells phones and cards apart (S58, B126)."""

# ruff: noqa: E501  the lines are as long as phones send them
from __future__ import annotations

import time

import pytest

from loyalty_app.domain.device_reports import KINDS, LONGEST_MESSAGE, read_report

DEVICE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SERIAL = "Zx8_k2-Qw1ErTyUiOpAsDfGh"
URL = "https://loyalty.example/api/v1/loyalty/apple"
STAMP = "[2026-11-26 01:23:45 +0100] "
LINES = {
    "authentication_failed": f"Get pass task (pass type pass.lu.example, serial number {SERIAL}, if-modified-since (null); with web service url {URL}) encountered error: Authentication failure",
    "unchanged": f"Get pass task (pass type pass.lu.example, serial number {SERIAL}, if-modified-since Thu, 26 Nov 2026 01:23:45 GMT; with web service url {URL}) encountered error: Server requested update to serial number '{SERIAL}', but the pass was unchanged.",
    "date_ignored": "Web service error for pass.lu.example: Server ignored the 'if-modified-since' header (Thu, 26 Nov 2026 01:23:45 GMT) and returned the full unchanged pass data for serial number 'x'.",
    "date_missing": "Response to 'What changed?' did not provide a 'last-modified' header.",
    "tag_missing": "Response omitted a lastUpdated tag.",
    "tag_repeated": f"Get serial #s task (for device {DEVICE}, last updated 17) the lastUpdated tag (17) remained the same.",
    "push_without_change": "Device received spurious push. Request for passesUpdatedSince '17' returned no serial numbers.",
    "serial_not_registered": f"Update requested for unregistered serial number {SERIAL}",
    "serial_mixed_up": "Requested serial number A, received serial number B",
    "status_unexpected": f"Unregister task (for device {DEVICE}, pass type pass.lu.example, serial number {SERIAL}; with web service url {URL}) encountered error: Unexpected response code 204",
    "pass_unreadable": "Received invalid pass data (Manifest didn't parse)",
    "answer_unreadable": "Server response was malformed (Missing response data)",
    "other": "The moon is full",
}


@pytest.mark.parametrize("kind", LINES)
def test_every_kind_is_told_by_its_words(kind: str) -> None:
    assert read_report(STAMP + LINES[kind]).kind == kind


def test_every_kind_has_a_line_here() -> None:
    assert {kind for kind, _ in KINDS} < set(LINES)


@pytest.mark.parametrize("line", LINES.values())
def test_nothing_in_it_tells_phones_or_cards_apart(line: str) -> None:
    message = read_report(STAMP + line).message
    for secret in (DEVICE, SERIAL, URL, "2026", "01:23:45"):
        assert secret not in message


def test_the_same_trouble_of_two_phones_at_two_times_is_equal() -> None:
    first = LINES["status_unexpected"]
    other = first.replace(DEVICE, "f" * 32).replace(SERIAL, "another")
    assert read_report(STAMP + first) == read_report("[2027-01-01 00:00:00 -0330] " + other)
    assert "Unexpected response code 204" in read_report(first).message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("two\r\nlines", "two\\r\\nlines"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x00\u202eturned", "\\x00\\u202eturned"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("write to ana@example.com", "write to …"),
        ("token abc'); DROP TABLE cards", "token …); DROP TABLE cards"),
        ("", ""),
    ],
)
def test_b126_control_characters_are_spelled_out_and_the_rest_is_text(sent: str, kept: str) -> None:
    assert read_report(sent).message == kept


def test_a_line_without_end_is_cut() -> None:
    report = read_report("a b " * 100_000)
    assert len(report.message) <= LONGEST_MESSAGE


@pytest.mark.parametrize(
    "bait",
    ["a", "a@", "a.", "device '", "device (", "- ", "00 abc 2020 ", "http://", "\N{LATIN SMALL LETTER E WITH ACUTE}"],
)
def test_no_line_keeps_a_worker_busy(bait: str) -> None:
    """Anybody can send thousands of letters; reading costs as much for each of them, not for each pair."""
    started = time.process_time()
    read_report(bait * 2000)
    assert time.process_time() - started < 0.1
