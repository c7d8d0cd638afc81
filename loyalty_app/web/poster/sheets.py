"""A poster as a file: PDF to print, SVG to look at on the page."""

from contextlib import nullcontext
from datetime import datetime
from io import BytesIO

from fpdf import FPDF
from markupsafe import Markup

from loyalty_app.web.poster.contents import PosterContents
from loyalty_app.web.poster.layout import Panel, Words, panel_of
from loyalty_app.web.poster.lettering import FONTS, printable
from loyalty_app.web.poster.papers import BLEED, Paper

_POINTS_PER_MM = 72 / 25.4


def poster_pdf(paper: Paper, contents: PosterContents, *, title: str, now: datetime) -> bytes:
    """The poster as vectors with its fonts inside.

    The page shows the cut paper (CropBox, TrimBox), so that an office printer prints it as it is; the bleed for a
    print shop lies around it (MediaBox, BleedBox).
    """
    pdf = FPDF(unit="mm", format=(paper.width + 2 * BLEED, paper.height + 2 * BLEED))
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    pdf.set_lang(contents.language)
    pdf.set_author(contents.shop_name)
    pdf.set_creation_date(now)
    for weight, file in FONTS.items():
        pdf.add_font(f"figtree-{weight}", fname=file)
    pdf.add_page()
    _mark_cut(pdf, paper)
    panel = panel_of(paper, contents)
    for is_turned in (True, False) if paper.is_folded else (False,):
        _draw(pdf, paper, panel, is_turned=is_turned)
    return bytes(pdf.output())


def poster_svg(paper: Paper, contents: PosterContents, *, title: str) -> Markup:
    """The cut paper as a picture in a page that has the same fonts."""
    panel = panel_of(paper, contents)
    side = panel.art + Markup("").join(_text(words) for words in panel.words)
    turned = Markup('<g transform="rotate(180 {} {})">{}</g>').format(paper.width / 2, paper.height / 2, side)
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="Figtree, sans-serif">{}{}</svg>'
    ).format(paper.width, paper.height, title, turned if paper.is_folded else "", side)  # fmt: skip


def _mark_cut(pdf: FPDF, paper: Paper) -> None:
    """fpdf2 writes a page's attributes as they are named, those it does not know included."""
    low, right, high = (
        f"{length * _POINTS_PER_MM:.2f}" for length in (BLEED, BLEED + paper.width, BLEED + paper.height)
    )
    whole = f"[0 0 {pdf.w_pt:.2f} {pdf.h_pt:.2f}]"
    page = pdf.pages[1]
    cut = f"[{low} {low} {right} {high}]"
    for box, corners in {"media_box": whole, "bleed_box": whole, "trim_box": cut, "crop_box": cut}.items():
        setattr(page, box, corners)


def _draw(pdf: FPDF, paper: Paper, panel: Panel, *, is_turned: bool) -> None:
    middle = (BLEED + paper.width / 2, BLEED + paper.height / 2)
    sheet = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="{2} {2} {0} {1}">{3}</svg>'
    )
    drawing = sheet.format(paper.width + 2 * BLEED, paper.height + 2 * BLEED, -BLEED, panel.art)
    with pdf.rotation(180, *middle) if is_turned else nullcontext():
        pdf.image(BytesIO(drawing.encode()), x=0, y=0, w=pdf.w, h=pdf.h)
        for words in panel.words:
            _write(pdf, words)


def _write(pdf: FPDF, words: Words) -> None:
    pdf.set_font(f"figtree-{words.weight}", size=words.size * _POINTS_PER_MM)
    pdf.set_text_color(words.colour)
    pdf.text(BLEED + words.left, BLEED + words.y, printable(words.text))


def _text(words: Words) -> Markup:
    weight = {"medium": 500, "bold": 700}[words.weight]
    return Markup('<text x="{:.2f}" y="{:.2f}" font-size="{:.2f}" font-weight="{}" fill="{}"{}>{}</text>').format(
        words.x, words.y, words.size, weight, words.colour,
        Markup(' text-anchor="middle"') if words.is_centred else "", words.text,
    )  # fmt: skip
