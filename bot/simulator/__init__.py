"""A pretend Telegram: the Bot API and the people behind it, in process and over HTTP."""
