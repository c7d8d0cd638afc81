"""The customer’s phone: joining, the card, its history, and one’s own data."""
