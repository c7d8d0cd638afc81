"""The few forms of DER (ITU-T X.690) that a signature is written in."""

from datetime import UTC, datetime

INTEGER, OCTET_STRING, NULL, OBJECT_IDENTIFIER = 0x02, 0x04, 0x05, 0x06
UTF8_STRING, IA5_STRING, UTC_TIME, GENERALIZED_TIME = 0x0C, 0x16, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
FIRST_CONTEXT, FIRST_PRIMITIVE_CONTEXT = 0xA0, 0x80
_UTC_TIME_YEARS = range(1950, 2050)  # RFC 5652 §11.3: these as UTCTime, all others as GeneralizedTime


def element(tag: int, *contents: bytes) -> bytes:
    """One value: tag, length in its shortest form, contents."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(value: int) -> bytes:
    """A whole number, zero or more."""
    assert value >= 0
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def object_identifier(dotted: str) -> bytes:
    """An identifier written with dots."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return element(OBJECT_IDENTIFIER, *(_base_128(number) for number in (first * 40 + second, *rest)))


def moment(value: datetime) -> bytes:
    """A moment to the second, UTC."""
    utc = value.astimezone(UTC)
    is_short = utc.year in _UTC_TIME_YEARS
    text = utc.strftime("%y%m%d%H%M%SZ" if is_short else "%Y%m%d%H%M%SZ")
    return element(UTC_TIME if is_short else GENERALIZED_TIME, text.encode())


def set_of(*elements: bytes, tag: int = SET) -> bytes:
    """A set in the one order that DER allows."""
    return element(tag, *sorted(elements))


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
