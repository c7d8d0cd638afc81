"""Apple Wallet: passes as signed bundles, by Apple's published formats (spec 6 A and B)."""
