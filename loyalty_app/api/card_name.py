"""How a request names a card: by exactly one of its id, its QR code and its number."""

from loyalty_app.api.fields import Fields, Id, like
from loyalty_app.domain.card_numbers import CardReference, read_card_number, read_qr_code


class CardName(Fields):
    """Exactly one of the three."""

    model_config = like(card_number="1234-5678-9015")

    card_id: Id | None = None
    qr_code: str | None = None
    card_number: str | None = None

    @property
    def is_scanned(self) -> bool:
        """Whether it was named by what is on the card, which somebody might guess."""
        return self.card_id is None

    def reference(self) -> CardReference:
        """The card; refuses one_card_reference, scan_empty, not_a_card and check_digit."""
        return CardReference(
            card_id=self.card_id,
            qr_code=None if self.qr_code is None else read_qr_code(self.qr_code),
            card_number=None if self.card_number is None else read_card_number(self.card_number),
        )
