"""Reading DER, the one encoding that signatures are made of. Anything that BER would allow beside it is refused."""

from dataclasses import dataclass

from loyalty_app.demo.phone.refused import PassRefused, require

INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER, UTC_TIME = 0x02, 0x03, 0x04, 0x06, 0x17
SEQUENCE, SET, CONTEXT_0 = 0x30, 0x31, 0xA0
_CONSTRUCTED = 0x20


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One value: its tag, what is inside, and all of its bytes."""

    tag: int
    content: bytes
    encoded: bytes

    def parts(self, tag: int) -> tuple["Element", ...]:
        """What a value of this tag consists of."""
        require(that=self.tag == tag and tag & _CONSTRUCTED, otherwise=f"tag {self.tag:#x} where {tag:#x} belongs")
        return tuple(_elements(self.content))

    def value(self, tag: int) -> bytes:
        """The content of a value of this tag."""
        require(that=self.tag == tag, otherwise=f"tag {self.tag:#x} where {tag:#x} belongs")
        return self.content

    @property
    def oid(self) -> str:
        """The object identifier in dots."""
        return _dotted(self.value(OBJECT_IDENTIFIER))


def read_der(data: bytes) -> Element:
    """The one value that the bytes are; raises PassRefused for anything before, after, or in another encoding."""
    found = list(_elements(data))
    require(that=len(found) == 1, otherwise=f"{len(found)} DER values where one belongs")
    return found[0]


def _elements(data: bytes) -> list[Element]:
    found, place = [], 0
    while place < len(data):
        element = _element(data, place)
        found.append(element)
        place += len(element.encoded)
    return found


def _element(data: bytes, place: int) -> Element:
    try:
        tag, length, start = data[place], data[place + 1], place + 2
        require(that=tag & 0x1F != 0x1F, otherwise="a tag of several bytes")
        require(that=length != 0x80, otherwise="a length that is not definite: BER, no DER")
        if length > 0x80:
            count = length - 0x80
            length, start = int.from_bytes(data[start : start + count], "big"), start + count
            shortest = max(1, (length.bit_length() + 7) // 8)
            require(that=length > 0x7F and count == shortest, otherwise="a length that is not the shortest: no DER")
    except IndexError:
        raise PassRefused("DER ends too early") from None
    require(that=start + length <= len(data), otherwise="DER ends too early")
    return Element(tag=tag, content=data[start : start + length], encoded=data[place : start + length])


def _dotted(content: bytes) -> str:
    numbers, number = [], 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    require(that=numbers and not content[-1] & 0x80, otherwise="an object identifier that does not end")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
