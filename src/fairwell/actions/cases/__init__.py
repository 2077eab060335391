"""What can happen to matters that need a person."""
