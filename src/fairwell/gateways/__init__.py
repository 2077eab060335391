"""The outside world: one folder per kind of provider, each provider beside its simulator."""
