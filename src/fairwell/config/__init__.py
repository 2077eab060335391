"""Settings, URLs and the WSGI door: how the rooms are put together in one deployment."""
