"""The rules of the house, read off the syntax trees, and proof that each can refuse."""
