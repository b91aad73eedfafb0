"""The published package, ``handrail-package/1``: format, signatures, archive, verifier and builder.

A documented profile of The Update Framework; ``docs/reference/package-format.md`` is its reference. Nothing here
opens a connection or writes a file: bytes in, bytes or a verdict out.
"""
