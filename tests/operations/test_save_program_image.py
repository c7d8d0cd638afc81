"""A program's pictures: whatever is uploaded, what is kept is a clean PNG of ours (S50, B106)."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import pytest
from flask import Flask
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.errors import Forbidden, InvalidInput, ProgramUnknown
from loyalty_app.models import AuditEvent, LoyaltyProgram, ProgramImage
from loyalty_app.operations.save_program_image import ProgramImageSaved, SaveProgramImage, save_program_image
from loyalty_app.operations.uploaded_picture import MAX_BYTES, Picture, read_picture
from loyalty_app.queries.program_images import find_image
from tests.factories import Shop, a_merchant, a_shop

PLACE = "49.6116"  # where the photo was taken


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def a_picture(colour: str = "red", size: tuple[int, int] = (60, 40)) -> Picture:
    return read_picture(encoded(Image.new("RGB", size, colour)))


def saved(shop: Shop, picture: Picture | None, kind: str = "logo") -> ProgramImageSaved:
    return save_program_image(SaveProgramImage(actor=shop.owner(), kind=kind, picture=picture))


def kept(shop: Shop) -> list[tuple[str, bytes]]:
    rows = db.session.execute(
        select(ProgramImage.kind, ProgramImage.png).where(ProgramImage.program_id == shop.program_id)
    )
    return sorted((row.kind, row.png) for row in rows)


def design_version(shop: Shop) -> int:
    db.session.expire_all()
    return db.session.get_one(LoyaltyProgram, shop.program_id).design_version


def test_a_picture_is_kept_under_its_hash_and_every_pass_follows(app: Flask) -> None:
    shop, picture = a_shop(), a_picture()
    before = design_version(shop)
    outcome = saved(shop, picture)
    assert (outcome.sha256, outcome.design_version) == (picture.sha256, before + 1)
    assert design_version(shop) == before + 1
    assert find_image(db.session.connection(), picture.sha256) == picture.png
    assert [event.what for event in db.session.scalars(select(AuditEvent))] == ["program_logo_changed"]


def test_a_new_picture_takes_the_place_of_the_old_one(app: Flask) -> None:
    shop, red, blue, hero = a_shop(), a_picture("red"), a_picture("blue"), a_picture("green")
    saved(shop, red)
    saved(shop, hero, "hero")
    saved(shop, blue)
    assert kept(shop) == [("hero", hero.png), ("logo", blue.png)]
    assert find_image(db.session.connection(), red.sha256) is None


def test_the_same_picture_again_changes_nothing(app: Flask) -> None:
    shop, picture = a_shop(), a_picture()
    first = saved(shop, picture)
    assert saved(shop, picture) == first
    assert design_version(shop) == first.design_version


def test_a_picture_can_be_taken_away(app: Flask) -> None:
    shop = a_shop()
    version = saved(shop, a_picture()).design_version
    assert saved(shop, None).design_version == version + 1
    assert kept(shop) == []
    assert saved(shop, None).design_version == version + 1


def test_only_the_owner_and_only_known_kinds(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(Forbidden):
        save_program_image(SaveProgramImage(actor=shop.actor(shop.manager), kind="logo", picture=a_picture()))
    with pytest.raises(InvalidInput):
        saved(shop, a_picture(), "icon")
    elsewhere = a_merchant()
    db.session.commit()
    actor = Shop(**{**{name: getattr(shop, name) for name in Shop.__slots__}, "merchant_id": elsewhere.id}).owner()
    with pytest.raises(ProgramUnknown):
        save_program_image(SaveProgramImage(actor=actor, kind="logo", picture=a_picture()))


# ── what may be uploaded ─────────────────────────────────────────────────────────────────────────────────────


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9000)) + chunk(b"IEND", b"")
    )


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


NOISE = Image.frombytes("RGB", (900, 900), random.Random(1).randbytes(900 * 900 * 3))
PHOTO = encoded(NOISE.resize((400, 400)), "JPEG", quality=90)
B106 = {
    "nothing": b"",
    "a PDF named .png": b"%PDF-1.7\n1 0 obj <<>> endobj",
    "SVG with script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "30 000 × 30 000": a_bomb(30_000),
    "one pixel too wide": a_bomb(4097),
    "says more than it has": a_bomb(4000),
    "animated PNG": animated("PNG"),
    "animated WebP": animated("WEBP"),
    "a GIF": encoded(Image.new("P", (10, 10)), "GIF"),
    "a BMP": encoded(Image.new("RGB", (10, 10)), "BMP"),
    "cut off": PHOTO[: len(PHOTO) // 2],
    "cut off early": PHOTO[:30],
    "more than 2 MB": encoded(NOISE, "PNG", compress_level=0) + b"\0" * MAX_BYTES,
}


@pytest.mark.parametrize("content", list(B106.values()), ids=list(B106))
def test_b106_what_is_no_usable_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_picture(content)
    assert (refused.value.problems[0].code, refused.value.status) == ("image_invalid", 422)


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = f"Camera at {PLACE}"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (49.0, 36.0, 41.0)
    return encoded(Image.new("RGB", (60, 40), "red"), "JPEG", exif=exif)


def with_words() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", f"<script>{PLACE}</script>")
    return encoded(Image.new("RGB", (60, 40), "red"), "PNG", pnginfo=notes)


@pytest.mark.parametrize(
    "content",
    [
        with_gps(),
        with_words(),
        encoded(Image.new("RGB", (60, 40), "red")) + f"<script>{PLACE}</script>".encode(),
        encoded(Image.new("RGB", (60, 40), "red")) + b"PK\x03\x04" + PLACE.encode(),
        encoded(Image.new("RGB", (60, 40), "red"), "WEBP"),
        encoded(Image.new("CMYK", (60, 40)), "JPEG"),
        encoded(Image.new("P", (60, 40)), "PNG", transparency=0),
        encoded(Image.new("LA", (60, 40)), "PNG"),
        encoded(Image.new("1", (60, 40)), "PNG"),
    ],
    ids=["EXIF and GPS", "text", "markup behind it", "a ZIP behind it", "WebP", "CMYK", "palette", "grey", "bits"],
)
def test_b106_what_is_kept_is_pixels_and_nothing_else(content: bytes) -> None:
    picture = read_picture(content)
    assert PLACE.encode() not in picture.png
    assert b"script" not in picture.png
    kinds = chunk_kinds(picture.png)
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}
    with Image.open(io.BytesIO(picture.png)) as drawn:
        assert drawn.format == "PNG"
        assert not drawn.info
        assert drawn.size == (picture.width, picture.height)


def chunk_kinds(png: bytes) -> list[bytes]:
    place, kinds = 8, []
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        kinds.append(png[place + 4 : place + 8])
        place += 12 + size
    return kinds


def test_a_photo_stands_as_its_camera_held_it() -> None:
    picture = read_picture(with_gps())
    assert (picture.width, picture.height) == (40, 60)


def test_a_large_picture_is_made_as_small_as_any_use_of_it() -> None:
    picture = read_picture(encoded(Image.new("RGB", (4096, 2048), "red")))
    assert (picture.width, picture.height) == (1320, 660)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert read_picture(PHOTO) == read_picture(PHOTO)
