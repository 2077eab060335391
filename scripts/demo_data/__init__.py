"""Parts of the generator of the demonstration's data."""
