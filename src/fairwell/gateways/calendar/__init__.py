"""Files for the calendars that subscribers keep themselves."""
