"""Keeps promises and runs schedules."""
