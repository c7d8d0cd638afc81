"""Whole passes: a strict phone and openssl take every one, and the same data give the same bytes."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.domain.passes import PassContent, PassLine, PassReward, PassStore, PassTerms
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.design import DesignPictures
from tests.doubles.apple import BASE_URL, dev_apple, dev_root
from tests.doubles.pkpass import strictly_verified
from tests.wallets.conftest import Made
from tests.wallets.contents import BOOKSHOP, CAFE, CARD, NOW, TOKEN, a_content

REPOSITORY = Path(__file__).parents[3]


def built(wallet: AppleWallet, content: PassContent = CARD, **values: Any) -> bytes:
    dull: dict[str, Any] = {"serial": "card-1", "auth_token": TOKEN, "signed_at": NOW}
    return wallet.build(content, **dull | values).body


@pytest.mark.parametrize(
    "content",
    [CARD, a_content(design=BOOKSHOP), a_content(status="blocked"), a_content(status="erased", first_name=None)],
    ids=["hybrid", "points", "blocked", "erased"],
)
def test_a_phone_and_openssl_take_the_pass(wallet: AppleWallet, run_directory: Path, content: PassContent) -> None:
    taken = strictly_verified(built(wallet, content), dev_root(run_directory), now=NOW)
    assert taken.serial_number == "card-1"
    assert taken.signed_at == NOW
    assert taken.content["webServiceURL"] == f"{BASE_URL}/api/v1/loyalty/apple"
    assert taken.content["authenticationToken"] == TOKEN
    assert set(taken.languages) == {"en", "fr", "de", "lb"}


def test_a_pass_older_than_the_renewed_certificate_is_signed_within_its_time(
    wallet: AppleWallet, run_directory: Path
) -> None:
    start = wallet.credentials.valid_from
    taken = strictly_verified(built(wallet, signed_at=start - timedelta(days=200)), dev_root(run_directory), now=NOW)
    assert taken.signed_at == start


# What people type: emoji, quotes, backslashes, breaks, two directions, letters beyond the first plane.
words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=300)
_AWKWARD = (
    '"',
    "\\",
    "\\n",
    "a\nb",
    "a\r\nb",
    "مقهى النور",
    "قهوة ☕️ free",
    "👩‍👩‍👧‍👦",
    "%@ %s %(x)s",
    "/* */ //",
    "\\u0000serial\\u0000",
)
awkward = st.sampled_from([*_AWKWARD, "Points", "\u202eabc", "𝒜" * 80])
text = words | awkward
count = st.integers(0, 10**9)
rewards = st.builds(PassReward, name=text, points_required=count, missing_points=count)
lines = st.builds(
    PassLine,
    type=st.sampled_from([kind.value for kind in TransactionType]),
    stamps_delta=st.integers(-50, 50),
    points_delta=st.integers(-(10**9), 10**9),
    reward_name=st.none() | text,
    store_name=st.none() | text,
    day=st.dates(),
)
weeks = st.sampled_from([typed_hours(["mon-sun 0:00-24:00"]), typed_hours(["mon-fri 7:00-18:30", "sat 8:00-2:00"])])
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.just((None, None))
stores = st.builds(
    lambda name, place, hours: PassStore(name=name, latitude=place[0], longitude=place[1], hours=hours),
    text,
    places,
    st.none() | weeks,
)
by_language = st.dictionaries(st.sampled_from(["en", "fr", "de", "lb"]), text, max_size=4)
terms = st.builds(
    PassTerms,
    body=by_language.map(lambda texts: tuple(sorted(texts.items()))),
    privacy_url=st.none() | st.just("https://shop.example/privacy?a=b&c"),
)
designs = st.builds(
    replace,
    st.just(CAFE),
    card_name=text,
    merchant_name=text,
    stamp_shape=st.sampled_from(["bean", "heart"]),
    stamps_target=st.sampled_from([1, 5, 10, 50]),
    has_stamps=st.booleans(),
    has_points=st.booleans(),
)
contents = st.builds(
    replace,
    st.just(CARD),
    status=st.sampled_from(["active", "active", "active", "blocked", "merged", "erased"]),
    first_name=st.none() | text,
    locale=st.sampled_from(["en", "fr", "de", "lb"]),
    design=designs,
    stamp_count=count,
    points_balance=count,
    points_expire_at=st.none() | st.just(NOW),
    stamps_reward_description=st.none() | text,
    rewards=st.lists(rewards, max_size=3).map(tuple),
    next_reward=st.none() | rewards,
    lines=st.lists(lines, max_size=5).map(tuple),
    stores=st.lists(stores, max_size=10).map(tuple),
    terms=st.none() | terms,
    contact_email=st.none() | st.just("hello@shop.example"),
)


@given(content=contents)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_phone_takes_whatever_people_write(made: Made, content: PassContent) -> None:
    taken = made(content)
    shown = taken.content["userInfo"]
    assert shown["card_version"] == content.version
    assert taken.content["organizationName"] == content.design.merchant_name
    assert shown.get("stamp_count") == (content.stamp_count if content.design.has_stamps else None)
    assert shown.get("points_balance") == (content.points_balance if content.design.has_points else None)
    texts = [text for fields in taken.content["storeCard"].values() for text in _said(fields)]
    if not content.is_over and content.design.has_stamps:
        assert content.stamps_reward_description is None or content.stamps_reward_description in texts
    for language, words in taken.languages.items():
        assert language != content.locale or all(key == word for key, word in words.items())


def _said(fields: list[dict[str, Any]]) -> list[str]:
    return [str(field[part]) for field in fields for part in ("label", "value")]


def test_the_same_data_give_the_same_bytes_in_every_process(wallet: AppleWallet, run_directory: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.doubles.apple import dev_wallet;"
        "from tests.wallets.contents import CARD, NOW, TOKEN;"
        "made = dev_wallet(Path(sys.argv[1])).build(CARD, serial='card-1', auth_token=TOKEN, signed_at=NOW);"
        "sys.stdout.buffer.write(made.body)"
    )
    command = [sys.executable, "-c", script, str(run_directory)]
    elsewhere = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    assert elsewhere == built(wallet)


def test_whatever_a_pass_is_made_of_changes_its_bytes(wallet: AppleWallet) -> None:
    passes = {
        built(wallet),
        built(wallet, a_content(version=91)),
        built(wallet, serial="card-2"),
        built(wallet, auth_token=TOKEN[::-1]),
        built(wallet, signed_at=NOW + timedelta(seconds=1)),
    }
    assert len(passes) == 5


def test_a_design_is_drawn_once(wallet: AppleWallet) -> None:
    first = built(wallet)
    with patch.object(DesignPictures, "_compose", side_effect=AssertionError):
        assert built(wallet) == first
        assert built(wallet, a_content(first_name="Zoë", locale="fr")) != first


def test_one_stamp_more_changes_words_and_strip_alone(made: Made) -> None:
    before, after = made(a_content(stamp_count=6)).files, made(a_content(stamp_count=7)).files
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {
        *("pass.json", "manifest.json", "signature", "strip.png", "strip@2x.png", "strip@3x.png"),
        *(f"{language}.lproj/pass.strings" for language in ("fr", "de", "lb")),  # English is in pass.json itself
    }


def test_several_passes_travel_in_one_bundle(wallet: AppleWallet) -> None:
    passes = [built(wallet), built(wallet, a_content(version=2))]
    with zipfile.ZipFile(io.BytesIO(wallet.bundle(passes))) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == passes
        assert all(name.endswith(".pkpass") for name in archive.namelist())


def _logo(width: int, height: int) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGBA", (width, height), (255, 0, 0, 255)).save(encoded, "PNG")
    return encoded.getvalue()


@pytest.mark.parametrize(("size", "logo", "has_name"), [((900, 900), (50, 50), True), ((1000, 200), (160, 32), False)])
def test_an_uploaded_logo_takes_its_place(
    wallet: AppleWallet, run_directory: Path, size: tuple[int, int], logo: tuple[int, int], has_name: bool
) -> None:
    own = AppleWallet(wallet.credentials, BASE_URL, lambda sha256: _logo(*size) if sha256 == "a" * 64 else None)
    content = a_content(design=replace(CAFE, logo_sha256="a" * 64))
    taken = strictly_verified(built(own, content), dev_root(run_directory), now=NOW)
    with Image.open(io.BytesIO(taken.files["logo.png"])) as drawn:
        assert drawn.size == logo
        assert drawn.convert("RGB").getpixel((logo[0] // 2, logo[1] // 2)) == (255, 0, 0)
    assert ("logoText" in taken.content) == has_name  # a wide one says the name already


def test_the_address_of_the_demo_is_this_machine(wallet: AppleWallet, run_directory: Path) -> None:
    own = AppleWallet(wallet.credentials, "http://localhost:8000", lambda _sha256: None)
    taken = strictly_verified(built(own), dev_root(run_directory), now=NOW)
    assert taken.content["webServiceURL"] == "http://localhost:8000/api/v1/loyalty/apple"
    assert dev_apple(run_directory).pass_type_id == taken.pass_type
