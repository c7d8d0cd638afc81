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


def _network(address: str | None) -> str | None:
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return str(ipaddress.ip_network((known, _KEPT_BITS[known.version]), strict=False))
