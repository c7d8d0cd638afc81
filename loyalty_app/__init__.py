"""Stamp cards and points that a shop runs itself."""
