"""Every sentence of the code in the reader's language: what happened, why, and what to do about it."""

from loyalty_app.texts.explanations import explanation, soon
from loyalty_app.texts.fields import field_sentence
from loyalty_app.texts.headlines import headline, title
from loyalty_app.texts.sentences import sentence

__all__ = ["explanation", "field_sentence", "headline", "sentence", "soon", "title"]
