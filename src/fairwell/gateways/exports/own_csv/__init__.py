"""Fairwell's own documented form of a subscription list: one row per subscription."""
