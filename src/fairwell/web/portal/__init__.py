"""The subscriber's own pages."""
