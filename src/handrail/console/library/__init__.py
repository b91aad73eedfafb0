"""Themes, pictures and languages."""
