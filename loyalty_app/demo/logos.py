"""The logos of the demo's shops, drawn as an owner's designer might deliver them."""

import io

from loyalty_app.demo.shops import DemoMerchant
from loyalty_app.domain.colours import brand_colours
from loyalty_app.wallets.pictures.logo import draw_logo

_DENSITY = 14  # 700 pixels: as large as any wallet wants it


def demo_logo(merchant: DemoMerchant) -> bytes:
    """The shop's sign on a round square, as a PNG."""
    colours = brand_colours(merchant.card_color, merchant.card_secondary_color)
    encoded = io.BytesIO()
    draw_logo(colours, None, merchant.logo_sign, density=_DENSITY).save(encoded, "PNG")
    return encoded.getvalue()
