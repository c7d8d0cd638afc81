"""Addresses are shortened before anything keeps them."""

import pytest

from loyalty_app.domain.origins import LONGEST_USER_AGENT, neighbourhood, origin_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("nonsense", None),
        (None, None),
    ],
)
def test_only_the_network_of_an_address_is_kept(address: str | None, network: str | None) -> None:
    assert origin_of(address, None).network == network


def test_what_a_browser_calls_itself_is_cut() -> None:
    assert origin_of(None, "x" * 5000).user_agent == "x" * LONGEST_USER_AGENT
    assert origin_of(None, "").user_agent is None


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.77", "192.0.2.77/32"),
        ("::ffff:192.0.2.77", "192.0.2.77/32"),
        ("2001:db8:1:2:aaaa::9", "2001:db8:1:2::/64"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_s45_a_machine_with_many_addresses_is_counted_as_one(address: str | None, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as
