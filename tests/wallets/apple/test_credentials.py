"""Wrong key files end the start with a sentence that names the setting and shows no secret (B110, S57)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from loyalty_app.config import AppleSettings, SettingsError
from loyalty_app.wallets.apple.credentials import AppleCredentials, load_credentials
from loyalty_app.wallets.apple.dev_certificates import DevFiles, make_dev_certificates
from tests.doubles.authority import PASS_TYPE, TEAM, Holder, an_authority

PASSWORD = "hunter2-very-secret"
NOW = datetime.now(UTC)
AUTHORITY = an_authority()


def files(
    directory: Path, leaf: Holder | None = None, *, key: bytes | None = None, wwdr: bytes | None = None
) -> AppleSettings:
    leaf = leaf or AUTHORITY.leaf()
    contents = {"pass.pem": leaf.pem, "pass.key": key or leaf.key_pem, "wwdr.pem": wwdr or AUTHORITY.intermediate.pem}
    for name, content in contents.items():
        (directory / name).write_bytes(content)
    return AppleSettings(
        pass_type_id=PASS_TYPE,
        team_id=TEAM,
        wwdr_cert_path=directory / "wwdr.pem",
        signer_cert_path=directory / "pass.pem",
        signer_key_path=directory / "pass.key",
        signer_key_password=None,
        apns_url="https://api.push.apple.com",
        apns_ca_path=None,
    )


def refusal(settings: AppleSettings, now: datetime = NOW) -> str:
    with pytest.raises(SettingsError) as refused:
        load_credentials(settings, now)
    said = str(refused.value)
    assert refused.value.__cause__ is None
    assert PASSWORD not in said
    return said


def loaded(settings: AppleSettings, now: datetime = NOW) -> AppleCredentials:
    return load_credentials(settings, now)


def locked_key(leaf: Holder) -> bytes:
    return leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD.encode()))


def test_good_files_are_taken_in_pem_and_der(tmp_path: Path) -> None:
    settings = files(tmp_path)
    found = loaded(settings)
    assert (found.pass_type_id, found.team_id) == (PASS_TYPE, TEAM)
    assert found.warnings(NOW) == ()
    assert not found.is_for_development
    settings.wwdr_cert_path.write_bytes(AUTHORITY.intermediate.certificate.public_bytes(Encoding.DER))
    assert loaded(settings).expires_at == found.expires_at


def test_a_locked_key_is_opened_with_its_password(tmp_path: Path) -> None:
    leaf = AUTHORITY.leaf()
    settings = files(tmp_path, leaf, key=locked_key(leaf))
    assert loaded(replace(settings, signer_key_password=PASSWORD)).pass_type_id == PASS_TYPE
    assert refusal(settings).startswith("LOYALTY_APPLE_SIGNER_KEY_PASSWORD is required")
    wrong = refusal(replace(settings, signer_key_password="wrong"))
    assert wrong == "LOYALTY_APPLE_SIGNER_KEY_PASSWORD does not open the signer's key."


@pytest.mark.parametrize(
    ("missing", "setting"),
    [
        ("pass.pem", "LOYALTY_APPLE_SIGNER_CERT_PATH"),
        ("pass.key", "LOYALTY_APPLE_SIGNER_KEY_PATH"),
        ("wwdr.pem", "LOYALTY_APPLE_WWDR_CERT_PATH"),
    ],
)
def test_a_file_that_is_not_there_or_nonsense_is_named(tmp_path: Path, missing: str, setting: str) -> None:
    settings = files(tmp_path)
    for nonsense in (b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        (tmp_path / missing).write_bytes(nonsense)
        assert refusal(settings).startswith(f"{setting}: ")
    (tmp_path / missing).write_bytes(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert refusal(settings).startswith(f"{setting}: ")
    (tmp_path / missing).unlink()
    assert refusal(settings) == f"{setting}: there is no such file."
    (tmp_path / missing).mkdir()
    assert refusal(settings) == f"{setting}: the file cannot be read by this user."


def test_the_public_part_is_no_key(tmp_path: Path) -> None:
    leaf = AUTHORITY.leaf()
    public = leaf.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for wrong in (public, leaf.pem):
        assert refusal(files(tmp_path, leaf, key=wrong)).startswith("LOYALTY_APPLE_SIGNER_KEY_PATH: the file holds no")


def test_another_key_and_another_kind_of_key_are_refused(tmp_path: Path) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  it is to be refused
    curve = ec.generate_private_key(ec.SECP256R1())
    for key, said in ((other, "does not belong"), (short, "must be an RSA key"), (curve, "must be an RSA key")):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        assert refusal(files(tmp_path, key=pem)).startswith(f"LOYALTY_APPLE_SIGNER_KEY_PATH {said}")


def test_another_team_and_another_type_are_refused(tmp_path: Path) -> None:
    settings = files(tmp_path)
    assert refusal(replace(settings, team_id="OTHERTEAM1")).startswith("LOYALTY_APPLE_TEAM_ID is not the team")
    assert refusal(replace(settings, pass_type_id="pass.other")).startswith("LOYALTY_APPLE_PASS_TYPE_ID is not")


def test_a_certificate_for_something_else_is_refused(tmp_path: Path) -> None:
    for leaf in (AUTHORITY.leaf(usages=()), AUTHORITY.leaf(usages=(AUTHORITY_ONLY,))):
        assert "not for passes" in refusal(files(tmp_path, leaf))
    for leaf in (AUTHORITY.leaf(marker=None), AUTHORITY.leaf(marker="pass.other")):
        assert "does not name its pass type" in refusal(files(tmp_path, leaf))


AUTHORITY_ONLY = next(iter(AUTHORITY.leaf().certificate.extensions)).oid  # any identifier that is no use of passes


@pytest.mark.parametrize("wrong", [an_authority("two").intermediate.pem, AUTHORITY.root.pem, AUTHORITY.leaf().pem])
def test_an_intermediate_that_did_not_issue_the_certificate_is_refused(tmp_path: Path, wrong: bytes) -> None:
    said = refusal(files(tmp_path, wwdr=wrong))
    assert said == "LOYALTY_APPLE_WWDR_CERT_PATH is not the certificate that issued the signer's (wanted: G4)."


def test_an_expired_certificate_is_refused_with_its_day(tmp_path: Path) -> None:
    leaf = AUTHORITY.leaf(valid=(-400, -3))
    day = leaf.certificate.not_valid_after_utc
    said = refusal(files(tmp_path, leaf))
    assert said.startswith(f"LOYALTY_APPLE_SIGNER_CERT_PATH: the certificate expired on {day.day} {day:%B %Y}.")
    later = NOW + timedelta(days=3700)
    assert "expired" in refusal(files(tmp_path), later)
    assert "not valid before" in refusal(files(tmp_path, AUTHORITY.leaf(valid=(3, 400))))


def test_thirty_days_before_its_end_it_warns(tmp_path: Path) -> None:
    credentials = loaded(files(tmp_path, AUTHORITY.leaf(valid=(-300, 100))))
    end = credentials.certificate.not_valid_after_utc
    assert credentials.warnings(end - timedelta(days=31)) == ()
    (warning,) = credentials.warnings(end - timedelta(days=30))
    assert warning.startswith(f"The Apple Wallet certificate expires on {end.day} {end:%B %Y} (30 days left)")
    assert not credentials.is_expired(end - timedelta(seconds=1))
    assert credentials.is_expired(end)
    assert "expired on" in credentials.warnings(end)[0]


def test_development_certificates_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    first = make_dev_certificates(tmp_path, NOW)
    key = first.key.read_bytes()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "apple").iterdir()} == {0o600}
    assert (tmp_path / "apple").stat().st_mode & 0o777 == 0o700
    assert make_dev_certificates(tmp_path, NOW) == first == DevFiles.under(tmp_path)
    assert first.key.read_bytes() == key
    make_dev_certificates(tmp_path, NOW, renew=True)
    assert first.key.read_bytes() != key
    renewed = first.key.read_bytes()
    make_dev_certificates(tmp_path, NOW + timedelta(days=380))
    assert first.key.read_bytes() != renewed  # what ends soon is made anew
