"""The HTML edge: pages and fragments for people. What all audiences share is here; each has its own package."""
