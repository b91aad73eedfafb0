"""Attributes, tracked events and segments."""
