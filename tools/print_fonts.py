"""Makes the fonts of printed matter out of the web fonts: one weight per file, as TrueType, with the same letters.

uv run --no-project --with fonttools --with brotli python -m tools.print_fonts
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
PRINT = FONTS / "print"
CHECKSUMS = PRINT / "CHECKSUMS"
WEB_FONTS = ("figtree-latin.woff2", "figtree-latin-ext.woff2")
WEIGHTS = {"medium": 500, "bold": 700}
# What only a browser's or a shaping engine's text layout reads.
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "STAT", "DSIG")
MADE = 3_786_825_600  # seconds since 1904, always the same, so that the same fonts have the same bytes


def make() -> None:
    """Writes one file per weight, and their checksums."""
    PRINT.mkdir(exist_ok=True)
    for name, weight in WEIGHTS.items():
        _make_weight(name, weight, PRINT / f"figtree-{name}.ttf")
    files = sorted(PRINT.glob("*.ttf"))
    CHECKSUMS.write_text("".join(f"{checksum(file)}  {file.name}\n" for file in files))


def checksum(path: Path) -> str:
    """SHA-256 of a file, as sha256sum prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_weight(name: str, weight: int, target: Path) -> None:
    from fontTools.merge import Merger  # brotli, which reads web fonts, is not among the product's packages
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for web_font in WEB_FONTS:
            font = instantiateVariableFont(TTFont(FONTS / web_font), {"wght": weight})
            for table in LAYOUT_TABLES:
                if table in font:
                    del font[table]
            font.flavor = None
            parts.append(str(Path(folder) / f"{web_font}.ttf"))
            font.save(parts[-1])
        merged = Merger().merge(parts)
        for record in merged["name"].names:
            record.string = str(record).replace("Light", name.title())
        merged["head"].created = merged["head"].modified = MADE
        merged.recalcTimestamp = False
        merged.save(target)


if __name__ == "__main__":
    make()
