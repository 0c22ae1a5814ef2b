"""Newspaper files to articles and passages: source → page → articles → passages."""
