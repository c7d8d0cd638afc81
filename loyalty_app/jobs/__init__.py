"""What happens by itself: thin jobs over operations, and when they are due."""
