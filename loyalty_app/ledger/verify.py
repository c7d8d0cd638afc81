"""Do the books add up? Every card against its lines, every line against the one before and its hash."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from loyalty_app.ledger.lines import COLUMNS, GENESIS, entry_hash
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction

_lines = LoyaltyTransaction.__table__
_cards = LoyaltyCard.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: the card, its line (None: the card's own row), and what about it."""

    card_id: int
    card_version: int | None
    transaction_id: int | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How much was checked and what was found wrong, in the order of cards and versions."""

    cards: int
    lines: int
    faults: tuple[Fault, ...]


def verify(connection: Connection, merchant_id: int | None = None) -> Verification:
    """Check every card (of one merchant): versions 1…n, deltas, sums, balances, hash chain, and the card's row.

    A changed, removed, swapped or re-timed line is found and named; memory stays flat.
    """
    faults: list[Fault] = []
    counted = lines = 0
    for card, its_lines in _cards_with_lines(connection, merchant_id):
        counted += 1
        count, fault = _verify_card(card, its_lines)
        lines += count
        faults.extend(fault)
    return Verification(cards=counted, lines=lines, faults=tuple(faults))


def _cards_with_lines(
    connection: Connection, merchant_id: int | None
) -> Iterator[tuple[Row[*tuple[Any, ...]], Iterator[Row[*tuple[Any, ...]]]]]:
    cards = select(
        _cards.c.id,
        _cards.c.merchant_id,
        _cards.c.version,
        _cards.c.ledger_head,
        _cards.c.stamp_count,
        _cards.c.points_balance,
    ).order_by(_cards.c.id)
    lines = select(*(_lines.c[name] for name in COLUMNS)).order_by(_lines.c.card_id, _lines.c.card_version)
    if merchant_id is not None:
        cards = cards.where(_cards.c.merchant_id == merchant_id)
        lines = lines.where(_lines.c.merchant_id == merchant_id)
    streamed = connection.execute(lines, execution_options={"yield_per": 1000})
    groups = groupby(streamed, key=lambda line: line.card_id)
    card_id, its_lines = next(groups, (None, iter(())))
    for card in connection.execute(cards).all():
        if card.id == card_id:
            yield card, its_lines
            card_id, its_lines = next(groups, (None, iter(())))
        else:
            yield card, iter(())


def _verify_card(card: Row[*tuple[Any, ...]], lines: Iterator[Row[*tuple[Any, ...]]]) -> tuple[int, list[Fault]]:
    head, stamps, points, version = GENESIS, 0, 0, 0
    for line in lines:
        values = line._asdict()
        version += 1
        stamps += values["stamps_delta"]
        points += values["points_delta"]
        what = _line_fault(
            values, version=version, head=head, stamps=stamps, points=points, merchant_id=card.merchant_id
        )
        if what:
            for _rest in lines:
                pass
            return version, [
                Fault(card_id=card.id, card_version=values["card_version"], transaction_id=values["id"], what=what)
            ]
        head = values["entry_hash"]
    if (card.version, card.ledger_head, card.stamp_count, card.points_balance) != (version, head, stamps, points):
        return version, [
            Fault(
                card_id=card.id,
                card_version=None,
                transaction_id=None,
                what="the card does not agree with its last line",
            )
        ]
    return version, []


def _line_fault(  # noqa: PLR0911  a list of questions, one answer each
    values: dict[str, object], *, version: int, head: str, stamps: int, points: int, merchant_id: object
) -> str | None:
    if values["card_version"] != version:
        return "a line before this one is missing or repeated"
    if values["merchant_id"] != merchant_id:
        return "the line belongs to another merchant than its card"
    if (values["stamps_balance_after"], values["points_balance_after"]) != (stamps, points):
        return "the balance after this line is not the balance before plus the change"
    if stamps < 0 or points < 0:
        return "the balance is below zero"
    if values["previous_hash"] != head:
        return "the line is not chained to the one before"
    if values["entry_hash"] != entry_hash(values):
        return "the line was changed after it was written"
    return None
