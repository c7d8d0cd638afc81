"""The counter: one page, one result region; every fragment has an address that works alone."""
