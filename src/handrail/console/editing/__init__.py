"""Editors for authored documents: plain forms whose fields are named by their place in the document."""
