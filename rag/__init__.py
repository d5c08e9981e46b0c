"""Turns questions into checked, cited answers; knows nothing of screens."""
