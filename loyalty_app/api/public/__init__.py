"""What anybody may ask for, under /api/v1/loyalty."""
