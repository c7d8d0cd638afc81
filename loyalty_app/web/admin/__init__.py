"""The platform's own pages: all merchants."""
