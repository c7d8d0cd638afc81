"""The cards in people's phones: what their wallets want, and how it gets there."""
