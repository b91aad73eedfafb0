"""The one definition of everything that Python, the SDK and people's files agree on.

``authored`` is what people write (drafts, REST, YAML; all languages, readable rules); ``wire`` is what the
SDK reads and sends (TypeScript is generated from it). Servers write strictly; the SDK reads tolerantly.
"""
