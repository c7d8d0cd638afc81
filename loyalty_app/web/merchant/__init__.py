"""The office of a merchant: what owners and managers do in a browser."""
