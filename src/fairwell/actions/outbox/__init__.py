"""What can happen to a promise that the worker is to keep."""
