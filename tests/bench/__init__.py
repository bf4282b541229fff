"""Figures of the running bot: medians with their spread, and ratios that travel to other machines."""
