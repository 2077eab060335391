"""Pages for everybody, signed in or not."""
