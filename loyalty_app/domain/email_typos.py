"""Slips of the finger in the address of a well-known mail provider: "gmial.com" for "gmail.com" (trust: B066)."""

_WELL_KNOWN = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.fr outlook.de outlook.be hotmail.com hotmail.fr hotmail.de
    hotmail.be hotmail.lu live.com live.fr live.be live.lu msn.com yahoo.com yahoo.fr yahoo.de yahoo.be
    ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com gmx.fr gmx.at web.de t-online.de
    freenet.de mail.com email.com mail.de posteo.de mailbox.org proton.me protonmail.com pm.me tuta.com zoho.com
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr skynet.be telenet.be proximus.be pt.lu
    internet.lu vo.lu tango.lu education.lu gms.lu yandex.com sapo.pt
    """.split()
)
# Two letters more or less make a short domain any other; a long one is still the same.
_SHORTEST_GUESSED = 7
_SHORTEST_FOR_TWO = 9


def likely_domain(domain: str) -> str | None:
    """The well-known domain that `domain` is one slip away from (two for long ones), None where it is fine."""
    typed = domain.strip().lower()
    if typed in _WELL_KNOWN:
        return None
    near = [(distance, known) for known in _WELL_KNOWN if (distance := _slips(typed, known)) is not None]
    return min(near)[1] if near else None


def likely_address(address: str) -> str | None:
    """The same for a whole address: "ana@gmial.com" → "ana@gmail.com"."""
    name, at, domain = address.strip().rpartition("@")
    likely = likely_domain(domain) if at and name else None
    return f"{name}@{likely}" if likely else None


def _slips(typed: str, known: str) -> int | None:
    """How many slips make `typed` of `known`, None for more than a finger would."""
    if len(known) < _SHORTEST_GUESSED or _is_of_another_country(typed, known):
        return None
    most = 2 if len(known) >= _SHORTEST_FOR_TWO else 1
    if abs(len(typed) - len(known)) > most:
        return None
    distance = _distance(typed, known)
    return distance if 0 < distance <= most else None


def _is_of_another_country(typed: str, known: str) -> bool:
    """outlook.es is no outlook.fr; only a beginning of the ending, gmail.co, is a slip."""
    name, _, ending = typed.rpartition(".")
    known_name, _, known_ending = known.rpartition(".")
    return name == known_name and len(ending) == 2 and not known_ending.startswith(ending)


def _distance(one: str, other: str) -> int:
    """Letters missing, added, wrong or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, line
    return last[-1]
