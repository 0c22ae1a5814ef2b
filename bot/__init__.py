"""Answers to people: answer → reply → message."""
