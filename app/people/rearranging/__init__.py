"""Splitting, merging and dissolving units: prepared as a plan, shown, and carried out in one action."""
