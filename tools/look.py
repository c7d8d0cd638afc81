"""Renders every counter screen with sample values, photographs it and measures it: the style guide.

python -m tools.look OUT [--screens 02-card,03-done] [--frames 1280x800,360x740] [--themes light,dark] [--axe]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.accessibility import violations
from tests.browser.chromium import launch
from tools.look_samples import PAGES, SCREENS
from tools.look_server import serve

MEASURE = """() => {
  const problems = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth + 1) problems.push(`sideways: ${page.scrollWidth} > ${innerWidth}`);
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select')) {
    const r = e.getBoundingClientRect();
    if (!r.width || e.closest('.vh, .skip, [hidden], label') || e.matches('.pad-input, .side a')) continue;
    if (getComputedStyle(e).display === 'inline') continue;
    const what = e.outerHTML.slice(0, 90);
    const size = `${Math.round(r.width)}x${Math.round(r.height)}`;
    if (r.width < 47.5 || r.height < 47.5) problems.push(`small: ${size} ${what}`);
    if (r.right > innerWidth + 1 || r.left < -1) problems.push(`cut: ${what}`);
  }
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (own && e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < 15.9) {
      problems.push(`text: ${e.outerHTML.slice(0, 80)}`);
    }
  }
  const main = document.querySelector(
    '.stamp-btn, .keypad-side .btn--primary, .confirm .btn--primary, .scan, .result__figure, .attract__unlock');
  const low = main ? main.getBoundingClientRect().top > innerHeight - 60 : false;
  if (low && innerHeight >= 700) problems.push('primary below the fold');
  return problems;
}"""


def photograph(browser: Browser, base: str, wanted: argparse.Namespace) -> int:
    """A picture and the measurements of each wanted screen; returns how many problems there are."""
    found = 0
    for frame in wanted.frames.split(","):
        width, height = (int(side) for side in frame.split("x"))
        for theme in wanted.themes.split(","):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion=wanted.motion,
                forced_colors=wanted.forced,
                java_script_enabled=not wanted.no_script,
                bypass_csp=wanted.axe,
                permissions=["camera"],
            )
            tab = context.new_page()
            says: list[str] = []
            listen(tab, says)
            for name in wanted.screens.split(",") if wanted.screens else [*SCREENS, *PAGES]:
                tab.goto(f"{base}/screen/{name}?theme={theme}", wait_until="load")
                problems = look_at(tab, wanted)
                tab.screenshot(path=str(wanted.out / f"{name}-{frame}-{theme}.png"), full_page=wanted.full)
                for problem in [*says, *problems]:
                    found += 1
                    print(f"{name} {frame} {theme}: {problem}")
                says.clear()
            context.close()
    return found


def listen(tab: Page, says: list[str]) -> None:
    """Collect what the browser complains about: broken scripts, a policy that forbids."""
    tab.on("pageerror", lambda error: says.append(str(error)))
    tab.on("console", lambda entry: says.append(entry.text) if entry.type == "error" else None)


def look_at(tab: Page, wanted: argparse.Namespace) -> list[str]:
    """What is too small, cut, sideways or wrong by axe-core, once scripts and camera had their time."""
    if wanted.text != 1:
        tab.evaluate("(n) => { document.documentElement.style.fontSize = n * 100 + '%'; }", wanted.text)
    tab.wait_for_timeout(wanted.wait)
    measured: list[str] = [] if wanted.no_script else tab.evaluate(MEASURE)
    return [*measured, *(violations(tab) if wanted.axe else [])]


def main() -> int:
    """Parse the command line; report problems by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--screens", default="")
    parser.add_argument("--frames", default="1280x800")
    parser.add_argument("--themes", default="light")
    parser.add_argument("--axe", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not only what fits")
    parser.add_argument("--text", type=float, default=1, help="2 for text at 200 percent")
    parser.add_argument("--motion", default="reduce", choices=["reduce", "no-preference"])
    parser.add_argument("--forced", default="none", choices=["none", "active"])
    parser.add_argument("--no-script", action="store_true")
    parser.add_argument("--film", type=Path, help="an MJPEG that the camera plays")
    parser.add_argument("--wait", type=int, default=250, help="milliseconds before the picture")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    server, _, base = serve()
    with sync_playwright() as playwright:
        browser = launch(playwright, film=wanted.film)
        found = photograph(browser, base, wanted)
        browser.close()
    server.shutdown()
    print(f"{found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
