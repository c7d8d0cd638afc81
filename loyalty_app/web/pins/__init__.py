"""The people at the counters and their PINs, for the office and for a manager at the terminal."""
