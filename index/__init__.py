"""Turns text into searchable passages; knows nothing of questions."""
