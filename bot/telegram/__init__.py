"""The face people use: Telegram updates become Incoming, a Reply becomes messages."""
