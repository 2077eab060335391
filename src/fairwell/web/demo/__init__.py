"""Pages that exist in demos only."""
