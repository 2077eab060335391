"""SQLite as Django knows it, with writers of one process standing in line."""
