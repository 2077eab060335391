"""Doors for the operator's shell."""
