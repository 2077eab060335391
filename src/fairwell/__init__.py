"""Fairwell: self-hosted subscription self-service with provable endings."""
