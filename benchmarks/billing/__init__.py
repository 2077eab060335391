"""The billing run against its floor: the same rows, written by bare set-based SQL."""
