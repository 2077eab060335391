"""Lists that other systems export, read as files and handed on as neutral records."""
