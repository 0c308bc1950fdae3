"""The demo: the bot, a pretend Telegram, a sample cluster, and a page with phones side by side."""
