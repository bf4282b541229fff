"""The demo that `make run` tells."""
