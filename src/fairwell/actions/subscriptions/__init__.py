"""What can happen to a subscription."""
