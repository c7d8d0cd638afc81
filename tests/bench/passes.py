"""How many passes one core makes in a second, beside how many RSA signatures it can make at all (spec 8).

Everything is processor time, so that it hardly matters who else is busy; rounds of building and of bare signing take
turns, and the medians are shown.
"""

from __future__ import annotations

import gc
import io
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image

from loyalty_app.domain.passes import PassContent
from loyalty_app.wallets.apple.build import AppleWallet, MadePass
from tests.doubles.apple import BASE_URL, dev_wallet
from tests.wallets.contents import CAFE, CARD, TOKEN, a_line

ROUNDS = 5
MEMBERS_PER_SECOND = 4000  # more than can be built
NOW = datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC)
NAMES = ("Ana", "Tom", "Léa", "João", "Zoë", "Max", "Inês", "Pol")
STORES = ("Gare", "Kirchberg", "Esch")


@dataclass(frozen=True, slots=True)
class Design:
    """What is measured: a name and a maker of passes that shows it."""

    name: str
    wallet: AppleWallet
    card: PassContent


def measure_passes(directory: Path, seconds: int) -> None:
    """Print the table."""
    plain = dev_wallet(directory)
    key = load_pem_private_key(plain.credentials.key_path.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    designs = (
        Design("drawn logo", plain, CARD),
        Design(
            "photo as logo",
            AppleWallet(plain.credentials, BASE_URL, lambda _sha256: _photo()),
            replace(CARD, design=replace(CAFE, logo_sha256="f" * 64)),
        ),
    )
    print(f"\npasses, one core, {ROUNDS} rounds of {seconds} s each; openssl speed: {_openssl(seconds)} rsa2048 sign/s")
    print(f"  {'':34}{'per second':>11}{'ms':>8}{'of signing':>12}", flush=True)
    for design in designs:
        _measure(design, lambda: key.sign(b"x" * 120, PKCS1v15(), hashes.SHA256()), seconds)
    for threads in (1, 2):
        _row(f"built, {threads} threads, by the clock", _by_the_clock(designs[0], threads, seconds), None)


def _measure(design: Design, sign: Callable[[], object], seconds: int) -> None:
    _draw_all(design)
    cards, rounds = _cards(design), []
    for _ in range(ROUNDS):
        members = iter(list(islice(cards, MEMBERS_PER_SECOND * seconds)))
        gc.freeze()  # the members themselves are no part of what is measured
        rounds.append((_rate(lambda: _build(design, next(members)), seconds), _rate(sign, seconds)))  # noqa: B023  at once
    built, signed = (median(column) for column in zip(*rounds, strict=True))
    _row("bare RSA signature", signed, None)
    _row(f"built, {design.name}, {len(_build(design, design.card)) // 1000} KB", built, built / signed)
    kept = _made(design, design.card)
    _row("kept, joined once more", _rate(lambda: kept.body, 1), None)


def _build(design: Design, card: PassContent) -> bytes:
    return _made(design, card).body


def _made(design: Design, card: PassContent) -> MadePass:
    return design.wallet.build(card, serial=f"card-{card.card_id}", auth_token=TOKEN, signed_at=NOW)


def _cards(design: Design, seed: int = 7) -> Iterator[PassContent]:
    """Members one after the other, each with figures, names and a past of their own."""
    dice = random.Random(seed)
    for number in count(2):
        days = [date(2026, 11, 26) - timedelta(days=dice.randrange(90)) for _ in range(5)]
        yield replace(
            design.card,
            card_id=number,
            version=dice.randrange(1, 400),
            card_number=f"4821-{number // 10_000 % 10_000:04d}-{number % 10_000:04d}",
            first_name=dice.choice(NAMES),
            locale=dice.choice(("en", "fr", "de", "lb")),
            stamp_count=dice.randrange(30),
            points_balance=dice.randrange(5_000),
            lines=tuple(
                a_line("points_earned", day, points_delta=dice.randrange(20, 400), store_name=dice.choice(STORES))
                for day in days
            ),
        )


def _draw_all(design: Design) -> None:
    """Every strip once: a design is drawn once in its life, not per pass."""
    for stamps in range(CAFE.stamps_target + 1):
        _build(design, replace(design.card, card_id=1, stamp_count=stamps))


def _rate(work: Callable[[], object], seconds: int) -> float:
    started, done = time.thread_time(), 0
    while (spent := time.thread_time() - started) < seconds:
        work()
        done += 1
    return done / spent


def _by_the_clock(design: Design, threads: int, seconds: int) -> float:
    """What several threads make together: signing lets the others work."""
    batches = [_cards(design, seed=10 * threads + n) for n in range(threads)]  # nobody's pass was made before

    def run(cards: Iterator[PassContent]) -> int:
        end, done = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            _build(design, next(cards))
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(run, batches)) / seconds


def _photo() -> bytes:
    """A picture that does not compress, as a photograph hardly does."""
    noise = Image.frombytes("RGBA", (960, 300), random.Random(3).randbytes(960 * 300 * 4))
    encoded = io.BytesIO()
    noise.save(encoded, "PNG")
    return encoded.getvalue()


def _openssl(seconds: int) -> str:
    command = ["openssl", "speed", "-seconds", str(seconds), "rsa2048"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "no"
    return said.split()[-2]


def _row(name: str, rate: float, of_signing: float | None) -> None:
    share = f"{of_signing:12.2f}" if of_signing else ""
    print(f"  {name:34}{rate:11,.0f}{1000 / rate:8.2f}{share}", flush=True)
