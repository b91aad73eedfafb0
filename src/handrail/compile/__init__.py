"""Authored → wire, without input or output: flat programs, static theme text, resolved languages, readable diffs.

Same input, same bytes: an approver's machine compiles the source again and compares every blob.
"""
