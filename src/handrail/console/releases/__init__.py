"""The release pages: what is live where, candidates with their diff, history, switches, downloads."""
