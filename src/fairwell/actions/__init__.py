"""What can happen: one verb per file, one transaction per verb."""
