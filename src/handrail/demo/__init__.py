"""The demonstration: a sample bank, its guidance as content as code, a content server, and a trial proxy.

Packed into the wheel, so that ``handrail demo`` and ``handrail try`` need nothing but the distribution.
"""
