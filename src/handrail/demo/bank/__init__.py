"""Sample Bank: a small multi-page banking web app under a strict Content-Security-Policy.

It is an application like a customer's: pages, forms, a table, a native modal dialog, client-side routes, two
languages. It knows nothing of Handrail but the two lines of the snippet that an integrator pastes.
"""
