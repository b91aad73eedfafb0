"""The campaign pages: list, new, edit, auto play, review and publish, history."""
