"""The fictional vendor of the demonstration: its data, and the people whose stories it tells."""
