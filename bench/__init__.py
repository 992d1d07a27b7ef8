"""Measures the targets of speed and size: the product beside bare Flask pages, in one run on the same server."""
