"""The signature: openssl verifies it, whatever is signed, and it is the same whenever it is made again."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.der import element, integer, moment, object_identifier, set_of
from tests.doubles.apple import dev_files
from tests.wallets.contents import NOW


def openssl(run_directory: Path, folder: Path, manifest: bytes, signature: bytes) -> subprocess.CompletedProcess[bytes]:
    (folder / "manifest").write_bytes(manifest)
    (folder / "signature").write_bytes(signature)
    command = "openssl cms -verify -binary -inform DER -in signature -content manifest -purpose any -out /dev/null"
    root = str(dev_files(run_directory).root)
    return subprocess.run([*command.split(), "-CAfile", root], cwd=folder, capture_output=True, check=False)


@pytest.mark.parametrize("manifest", [b"{}", b'{"a":"b"}\n\n', b"\r\n\r", b"\0" * 70_000, "☕".encode()])
def test_openssl_verifies_whatever_is_signed(
    wallet: AppleWallet, run_directory: Path, tmp_path: Path, manifest: bytes
) -> None:
    signature = wallet.credentials.signer.sign(manifest, NOW)
    assert openssl(run_directory, tmp_path, manifest, signature).returncode == 0
    assert openssl(run_directory, tmp_path, manifest + b" ", signature).returncode != 0
    assert manifest not in signature  # detached


@pytest.mark.parametrize("year", [1999, 2026, 2049, 2050, 2087])
def test_the_time_is_inside_and_signed(wallet: AppleWallet, run_directory: Path, tmp_path: Path, year: int) -> None:
    at = NOW.replace(year=year)
    signature = wallet.credentials.signer.sign(b"{}", at)
    assert openssl(run_directory, tmp_path, b"{}", signature).returncode == 0
    shown = ["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", "signature", "-noout"]
    said = subprocess.run(shown, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert f"Nov 26 09:30:05 {year} GMT" in said
    changed = signature.replace(moment(at), moment(at.replace(second=6)))
    assert openssl(run_directory, tmp_path, b"{}", changed).returncode != 0


def test_the_same_content_and_time_give_the_same_bytes(wallet: AppleWallet) -> None:
    signer = wallet.credentials.signer
    assert signer.sign(b"{}", NOW) == signer.sign(b"{}", NOW)
    assert signer.sign(b"{}", NOW) != signer.sign(b"{}", NOW.replace(second=6))


def test_values_are_written_in_their_one_form() -> None:
    assert integer(0).hex() == "020100"
    assert integer(127).hex() == "02017f"
    assert integer(128).hex() == "02020080"
    assert element(4, b"x" * 127)[:2].hex() == "047f"
    assert element(4, b"x" * 128)[:3].hex() == "048180"
    assert element(4, b"x" * 256)[:4].hex() == "04820100"
    assert object_identifier("1.2.840.113549.1.7.2").hex() == "06092a864886f70d010702"
    assert set_of(integer(2), integer(1)).hex() == "3106020101020102"
    assert moment(datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC))[2:] == b"491231235959Z"
    assert moment(datetime(2050, 1, 1, tzinfo=UTC))[2:] == b"20500101000000Z"
