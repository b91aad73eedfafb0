"""Sphinx configuration: MyST Markdown, Furo, nothing from another host."""

project = "Handrail"
author = "The Handrail founders"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = "Handrail"
html_copy_source = False
html_show_sphinx = False
myst_heading_anchors = 3
exclude_patterns = ["generate.py"]
suppress_warnings = ["myst.xref_missing"]
