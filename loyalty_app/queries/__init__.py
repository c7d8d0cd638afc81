"""What a screen or an API can show, as frozen values."""
