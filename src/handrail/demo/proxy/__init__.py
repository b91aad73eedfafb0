"""``handrail try``: any web application through a local proxy that adds the snippet, without touching it.

A means of trying, bound to the loopback address. What it cannot carry it says, at ``/.handrail/`` and in the terminal.
"""
