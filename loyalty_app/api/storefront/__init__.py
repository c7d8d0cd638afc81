"""What a customer's phone or a shop's own website may ask for, under /api/v1/storefront/loyalty."""
