"""Who holds which key, and the next root."""
