"""What a stranger can check without us; imports nothing, so that it runs without Django."""
