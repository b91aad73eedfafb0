"""Screens and elements: list, edit, where used."""
