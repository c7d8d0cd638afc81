"""The browser of the tests works: it has a camera that sees our films, and axe looks at its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.chromium import film_of_nothing, film_of_qr

CAMERA_PAGE = """<!doctype html><title>Camera</title><video autoplay muted playsinline></video><output></output><script>
const video = document.querySelector('video');
const canvas = new OffscreenCanvas(640, 480);
const dark = () => {
  const view = canvas.getContext('2d', { willReadFrequently: true });
  view.drawImage(video, 0, 0, 640, 480);
  const pixels = view.getImageData(150, 70, 340, 340).data;
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4) count += pixels[at] < 64;
  document.querySelector('output').textContent = count > 20000 ? 'a code' : 'nothing';
  video.requestVideoFrameCallback(dark);
};
navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
  video.srcObject = stream;
  video.requestVideoFrameCallback(dark);
});
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def camera_page(tmp_path: Path) -> Iterator[str]:
    """A page on localhost, where a browser grants the camera."""
    (tmp_path / "index.html").write_text(CAMERA_PAGE)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(("is_code", "seen"), [(True, "a code"), (False, "nothing")])
def test_the_camera_plays_the_film(
    is_code: bool, seen: str, tmp_path: Path, camera_page: str, browser_with_camera: Callable[[Path], Browser]
) -> None:
    path = tmp_path / "film.mjpeg"
    film = film_of_qr("LOYALTY:0123456789", path) if is_code else film_of_nothing(path)
    page = browser_with_camera(film).new_page()
    page.goto(camera_page)
    expect(page.locator("output")).to_have_text(seen)


def test_axe_finds_what_is_wrong_and_leaves_what_is_right(page: Page) -> None:
    page.set_content("<html lang=en><title>Shop</title><main><h1>Shop</h1><img src='data:,'></main></html>")
    assert [line.split(" at ")[0] for line in violations(page)] == ["image-alt (critical)"]
    page.set_content("<html lang=en><title>Shop</title><main><h1>Shop</h1><img src='data:,' alt=''></main></html>")
    assert violations(page) == []
