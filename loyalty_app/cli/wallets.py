"""`flask wallet`: is it configured, until when, and certificates to try it with."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from loyalty_app.cli.console import CONSOLE, settings
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.operations.renew_pass_tokens import RenewPassTokens, renew_pass_tokens
from loyalty_app.operations.resync_passes import ResyncPasses, resync_passes
from loyalty_app.queries.wallet_status import AppleHealth
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.credentials import AppleCredentials
from loyalty_app.wallets.configure import apple_wallet
from loyalty_app.wallets.status import apple_status

MOST_REPORTS_SAID = 10

wallet = CommandGroup("wallet", help="The cards in people's phones.")


@wallet.command("status")
@json_option
def status(as_json: bool) -> None:
    """Say what is configured, until when certificates are good, and how passes keep up.

    Exit 1 if a certificate has expired or tokens of passes cannot be read.
    """
    now, found = clock.now(), apple_status()
    apple = _apple_facts(apple_wallet(), now) | {"tokens_unreadable": found.tokens_unreadable}
    health = found.health
    apple |= {"health": asdict(health) if health else None}
    say({"apple": apple}, [*_lines(apple), *(_health_lines(health) if health else ())], as_json=as_json)
    if apple.get("expired") or found.tokens_unreadable:
        raise SystemExit(1)


@wallet.command("resync")
@click.option("--card", "number", required=True, metavar="NUMBER", help="The card's number, with or without dashes.")
@json_option
def resync(number: str, as_json: bool) -> None:
    """Send the passes of a card once more: its phones fetch it anew within seconds."""
    resynced = resync_passes(ResyncPasses(card_number="".join(filter(str.isdecimal, number))))
    facts = {"card_id": resynced.card_id, "passes": resynced.passes}
    lines = [f"✓ {resynced.passes} passes are due." if resynced.passes else "The card is in no wallet."]
    say(facts, lines, as_json=as_json)


@wallet.command("renew-tokens")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def renew_tokens(yes: bool, as_json: bool) -> None:
    """Give passes new tokens whose own no key of LOYALTY_FERNET_KEYS opens: when the old key is lost for good.

    Phones that hold such a pass hear nothing more of it until their owners add it again.
    """
    if not yes:
        click.confirm("Phones must add these passes again. Is the old key lost for good?", abort=True, err=True)
    renewed, after_id = 0, 0
    while True:
        outcome = renew_pass_tokens(RenewPassTokens(actor=CONSOLE, after_id=after_id))
        renewed += outcome.renewed
        if outcome.next_after_id is None:
            break
        after_id = outcome.next_after_id
    say({"renewed": renewed}, [f"✓ {renewed} passes have new tokens."], as_json=as_json)


@wallet.command("dev-certificates")
@click.option("--renew", is_flag=True, help="Make new ones even if those that are there are good.")
@json_option
def dev_certificates(renew: bool, as_json: bool) -> None:
    """Make a private authority in Apple's shape under var/apple, to try passes; real iPhones do not accept them."""
    from loyalty_app.wallets.apple.dev_certificates import make_dev_certificates

    files = make_dev_certificates(settings().var_path, clock.now(), renew=renew)
    facts = {"accepted_by_iphones": False, "root": str(files.root), "settings": files.settings}
    lines = [
        "✓ Certificates for development. Real iPhones do not accept passes signed with them.",
        f"  root  {files.root}",
        "  Put these into .env (make run uses them by itself):",
        *(f"  {name}={value}" for name, value in files.settings.items()),
    ]
    say(facts, lines, as_json=as_json)


def _health_lines(health: AppleHealth) -> list[str]:
    lines = [
        f"  passes {health.passes_saved} in wallets, {health.passes_offered} offered, {health.passes_removed} removed",
        f"  phones {health.phones}, {health.phones_gone} gone",
        f"  waiting {health.passes_due} passes, {health.pushes_due} pushes, for {health.delay_seconds} s",
        f"  last push {health.last_pushed_at:%Y-%m-%d %H:%M:%S} UTC" if health.last_pushed_at else "  no push yet",
    ]
    if health.fault:
        lines.append(f"  ✗ pushing: {health.fault}")
    return lines + [f"  ! {one.count} × {one.kind}: {one.message}" for one in health.reports[:MOST_REPORTS_SAID]]


def _apple_facts(wallet: AppleWallet | None, now: datetime) -> dict[str, Any]:
    if wallet is None:
        return {"configured": False, "warnings": []}
    credentials = wallet.credentials
    return {
        "configured": True,
        "pass_type_id": credentials.pass_type_id,
        "team_id": credentials.team_id,
        "web_service_url": wallet.web_service_url,
        "certificate": _certificate_facts(credentials),
        "expires_at": credentials.expires_at.isoformat(),
        "expired": credentials.is_expired(now),
        "accepted_by_iphones": not credentials.is_for_development,
        "warnings": list(credentials.warnings(now)),
    }


def _certificate_facts(credentials: AppleCredentials) -> dict[str, Any]:
    certificate, intermediate = credentials.certificate, credentials.intermediate
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "intermediate_not_after": intermediate.not_valid_after_utc.isoformat(),
    }


def _lines(apple: dict[str, Any]) -> list[str]:
    if not apple["configured"]:
        return ["Apple Wallet is not configured: no button appears. See LOYALTY_APPLE_… in docs/settings.md."]
    sign = "✗" if apple["expired"] else "✓"
    lines = [
        f"{sign} Apple Wallet: {apple['pass_type_id']}, team {apple['team_id']}",
        f"  certificate {apple['certificate']['subject']}",
        f"  good until {apple['expires_at'][:10]}",
        *(f"  ! {warning}" for warning in apple["warnings"]),
    ]
    if apple["tokens_unreadable"]:
        lines += [
            f"  ✗ {apple['tokens_unreadable']} passes or more have a token that no key of LOYALTY_FERNET_KEYS opens;",
            "    their phones are turned away. Put the key of before back, behind the new one. If it is lost for good:",
            "    flask wallet renew-tokens",
        ]
    if not apple["accepted_by_iphones"]:
        lines.append("  ! These are certificates for development: real iPhones do not accept the passes.")
    return lines
