"""A round's retrospective in numbers, and how they are told."""
