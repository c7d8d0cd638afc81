"""A simulated iPhone: it knows the protocols of a phone's wallet and nothing of the server that makes the passes."""
