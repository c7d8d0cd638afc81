"""The demo: a café chain and a bookshop with their people and the last months, to be looked at and played with."""
