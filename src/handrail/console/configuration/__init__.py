"""Settings that travel in every package."""
