"""What every page shares: frame, style, formats, errors."""
