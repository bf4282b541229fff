"""Advice, reproduction, and why reports are one leak."""
