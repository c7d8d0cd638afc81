"""What the platform may ask for, under /api/v1/admin/loyalty."""
