"""Power Mode's side of the console: the bridge window, proposals, synced assets."""
