"""Measurements of this project beside the usual parts it could have been made of."""
