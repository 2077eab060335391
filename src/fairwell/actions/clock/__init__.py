"""What can happen to the test clock."""
