"""What can happen to accounts and letters."""
