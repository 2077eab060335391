"""Signing in and up, and the account's details."""
