"""What a stranger can check without us; imports nothing, so that the verifier runs without Django."""
