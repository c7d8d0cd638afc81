"""The rules and values of loyalty: plain Python without clock, database or words for people."""
