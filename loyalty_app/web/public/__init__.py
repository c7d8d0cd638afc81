"""What anybody may ask for: the front door, health, figures for operators, reports of browsers."""
