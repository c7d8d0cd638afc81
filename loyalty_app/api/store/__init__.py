"""What a store's till may ask for, under /api/v1/store/loyalty."""
