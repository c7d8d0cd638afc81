"""The pages of a store at its terminal: lists and forms behind the counter."""
