"""Sealed statements as people read them: the same words on the page, on paper and in the mail."""
