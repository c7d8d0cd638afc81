"""Chromium as a quiet test browser, with a camera that plays a film of one's own."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Chromium starts a film anew when it ends; a second of it is enough.
FILM_SIZE = (640, 480)
FILM_FRAMES = 12


def launch(playwright: Playwright, *, film: Path | None = None) -> Browser:
    """A headless Chromium; with a film its camera is allowed without asking and plays that."""
    options = [*QUIET]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    if film is not None:
        options += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        options.append(f"--use-file-for-fake-video-capture={film}")
    return playwright.chromium.launch(executable_path=executable(), args=options)


def executable() -> str | None:
    """The machine's own Chromium; None means the one Playwright has installed."""
    return os.environ.get("TESTS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def film_of_qr(content: str, path: Path, *, tilt: int = 0, light: int = 255) -> Path:
    """Write an MJPEG film in which a phone shows `content` as a QR code; `tilt` in degrees, `light` up to 255."""
    code = BytesIO()
    segno.make(content, error="m", micro=False).save(code, kind="png", scale=8, border=4)
    picture = Image.open(code).convert("L").resize((340, 340), Image.Resampling.NEAREST)
    frame = Image.new("L", FILM_SIZE, 96)
    turned = picture.rotate(tilt, expand=True, fillcolor=255)
    frame.paste(turned, ((FILM_SIZE[0] - turned.width) // 2, (FILM_SIZE[1] - turned.height) // 2))
    return _film(frame.point([value * light // 255 for value in range(256)]), path)


def film_of_nothing(path: Path) -> Path:
    """Write a film of an empty counter."""
    return _film(Image.new("L", FILM_SIZE, 96), path)


def _film(frame: Image.Image, path: Path) -> Path:
    """MJPEG is one JPEG after the other."""
    one = BytesIO()
    frame.convert("RGB").save(one, "JPEG", quality=88)
    path.write_bytes(one.getvalue() * FILM_FRAMES)
    return path
