"""What the business can do, one module per verb."""
