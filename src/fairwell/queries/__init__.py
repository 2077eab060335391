"""What can be asked: read-only, and always scoped to the asker."""
