"""The trained reader as it ships: its network, its inputs, and its weights with their card."""
