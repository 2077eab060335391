"""Writes that several actions share; each runs inside the action's transaction."""
