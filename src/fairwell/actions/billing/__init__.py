"""What can happen to money."""
