"""A Bot API server of our own on loopback HTTP: strict where Telegram is, and able to fail on purpose."""
