"""Where a request came from, shortened before anything keeps it (S73)."""

import ipaddress
from dataclasses import dataclass

LONGEST_USER_AGENT = 200
_KEPT_BITS = {4: 24, 6: 48}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The network of an address (/24, /48), never the address itself, and what the browser calls itself."""

    network: str | None
    user_agent: str | None


def origin_of(address: str | None, user_agent: str | None) -> Origin:
    """The origin of a request; an address that is none is left out."""
    return Origin(network=_network(address), user_agent=(user_agent or "")[:LONGEST_USER_AGENT] or None)


def neighbourhood(address: str | None) -> str:
    """Who is counted as one: an IPv4 address, or the /64 in which one machine has as many addresses as it likes."""
    known = _address(address)
    if known is None:
        return "unknown"
    return str(ipaddress.ip_network((known, 64 if known.version == 6 else 32), strict=False))


def _network(address: str | None) -> str | None:
    known = _address(address)
    if known is None:
        return None
    return str(ipaddress.ip_network((known, _KEPT_BITS[known.version]), strict=False))


def _address(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        return known.ipv4_mapped
    return known
