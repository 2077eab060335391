"""The vendor's own people: what they look at and settle, behind a second factor."""
