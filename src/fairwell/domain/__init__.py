"""What is allowed and what it costs: pure functions on frozen data."""
