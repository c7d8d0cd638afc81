"""Mails: what is written into them, and how they leave."""
