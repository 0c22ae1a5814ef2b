"""Passages to answers: passages → index → hits → answer."""
