"""Apple's protocol for passes on phones (spec 6 B1), and the links from which phones add passes."""
