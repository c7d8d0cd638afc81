"""Numbers and money as the reader writes them; thousands always stand apart by a narrow space, never by a sign
that another language takes for the decimal one.
"""

from dataclasses import dataclass

from babel.numbers import format_currency, format_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from loyalty_app.texts.locales import locale_for_formats

NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWriting:
    """How the reader writes money: for the keypad, which shows an amount while it is typed."""

    symbol: str
    symbol_first: bool
    decimal: str
    group: str


def number(value: float) -> str:
    """1 240, and 1 240.5 or 1 240,5."""
    locale = locale_for_formats()
    return _spaced(format_decimal(value, locale=locale), str(get_group_symbol(locale)))


def money(cents: int, currency: str) -> str:
    """€12.50 or 12,50 €."""
    locale = locale_for_formats()
    # Cents are exact in a float up to 2⁵³; the books stop at 2³¹.
    return _spaced(format_currency(cents / 100, currency, locale=locale), str(get_group_symbol(locale)))


def decimals(cents: int) -> str:
    """12.50 or 12,50: an amount without its currency, as it is typed."""
    locale = locale_for_formats()
    return _spaced(format_decimal(cents / 100, format="#,##0.00", locale=locale), str(get_group_symbol(locale)))


def money_writing(currency: str) -> MoneyWriting:
    """How the reader writes amounts of that currency."""
    locale = locale_for_formats()
    symbol = str(get_currency_symbol(currency, locale=locale))
    return MoneyWriting(
        symbol=symbol,
        symbol_first=money(100, currency).startswith(symbol),
        decimal=str(get_decimal_symbol(locale)),
        group=NARROW_SPACE,
    )


def _spaced(text: str, group: str) -> str:
    return text.replace(group, NARROW_SPACE)
