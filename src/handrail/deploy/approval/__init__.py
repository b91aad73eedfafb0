"""Approving on one's own machine: what was approved here, what is live, and what the difference is against."""
