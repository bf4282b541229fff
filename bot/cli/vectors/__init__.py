"""`leak-diary trend --vectors FILE`: test vectors, computed."""
