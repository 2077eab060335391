"""Letters to subscribers: written from notices, sent by SMTP, and a mail server for the demo."""
