"""How long a change takes to the phone (I10): a demo that runs, a till that asks by JSON, the simulated iPhone.

    make run                                                        in one window
    .venv/bin/python -m tests.bench.following http://localhost:8000 in another

One member's pass is put on the phone; purchases follow each other after zero to eight seconds, so that many fall into
the ten seconds that are told in one push. Measured is the time from the till's answer to the phone that shows it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import httpx

REPOSITORY = Path(__file__).parents[2]
GAP_SECONDS = 8.0
PATIENCE_SECONDS = 120.0


def main() -> None:
    """Print the times; ends with 1 if the p95 is above the sixty seconds of I10."""
    reader = argparse.ArgumentParser(prog="following", description=__doc__)
    reader.add_argument("base", nargs="?", default="http://localhost:8000")
    reader.add_argument("--changes", type=int, default=40)
    choices = reader.parse_args()
    with httpx.Client(base_url=choices.base, follow_redirects=True, timeout=30) as client:
        seconds = sorted(_follow(client, _demo(choices.base), choices.changes))
    p95 = seconds[int(len(seconds) * 0.95)]
    print(f"{len(seconds)} changes: median {median(seconds):.1f} s, p95 {p95:.1f} s, at most {seconds[-1]:.1f} s")
    sys.exit(int(p95 > 60))


def _demo(base: str) -> dict[str, object]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "show", "--json"]
    environment = os.environ | {"PORT": str(urlsplit(base).port or 8000)}
    shown = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True)
    facts: dict[str, object] = json.loads(shown.stdout)["merchants"][0]
    return facts


def _follow(client: httpx.Client, cafe: dict[str, object], changes: int) -> list[float]:
    dice = random.Random(10)
    store, member = _first(cafe["stores"]), _first(cafe["members"])
    _put_on_the_phone(client, str(member["card_id"]))
    answered: list[tuple[float, int]] = []
    seconds: list[float] = []
    for _ in range(changes):
        answered.append((time.monotonic(), _purchase(client, store, str(member["card_id"]))))
        _watch(client, member, answered, seconds, until=time.monotonic() + dice.uniform(0, GAP_SECONDS))
    _watch(client, member, answered, seconds, until=time.monotonic() + PATIENCE_SECONDS)
    if answered:
        sys.exit("✗ the phone never showed the last change")
    return seconds


def _first(rows: object) -> dict[str, object]:
    assert isinstance(rows, list)
    row: dict[str, object] = rows[0]
    return row


def _put_on_the_phone(client: httpx.Client, card_id: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/dev/phone").text)
    assert token, "no form to add a pass: is this a demo?"
    client.post("/dev/phone/add", data={"csrf_token": token[1], "card_id": card_id}).raise_for_status()


def _purchase(client: httpx.Client, store: dict[str, object], card_id: str) -> int:
    """A purchase of five euros; returns the points that are on the card then."""
    person = _first(store["staff"])
    asked = client.post(
        "/api/v1/store/loyalty/points",
        headers={"Authorization": f"Bearer {store['token']}", "Idempotency-Key": secrets.token_hex(16)},
        json={
            "card_id": int(card_id),
            "purchase_amount_cents": 500,
            "staff_id": person["id"],
            "staff_pin": person["pin"],
        },
    ).raise_for_status()
    points: int = asked.json()["card"]["points_balance"]
    return points


def _watch(
    client: httpx.Client,
    member: dict[str, object],
    answered: list[tuple[float, int]],
    seconds: list[float],
    *,
    until: float,
) -> None:
    """Look at the phone until that moment, or until it shows everything where nothing more is to come."""
    while answered and time.monotonic() < until:
        shown = _points_on_the_phone(client, str(member["card_id"]))
        now = time.monotonic()
        while answered and answered[0][1] <= shown:
            seconds.append(now - answered.pop(0)[0])
        time.sleep(0.05)
    time.sleep(max(0.0, until - time.monotonic()) if until - time.monotonic() < GAP_SECONDS else 0.0)


def _points_on_the_phone(client: httpx.Client, card_id: str) -> int:
    """What the front of the pass says."""
    page = client.get("/dev/phone", params={"serial": f"card-{card_id}"}).text
    front = re.search(r"<dt>Points</dt><dd>([^<]+)</dd>", page)
    assert front, "the phone shows no points"
    return int(re.sub(r"\D", "", front[1]))


if __name__ == "__main__":
    main()
