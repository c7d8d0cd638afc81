"""The page `/dev/phone` of the embedded demo: a simulated iPhone whose wallet follows the counter."""
