"""The families of leak reports, one module each."""
