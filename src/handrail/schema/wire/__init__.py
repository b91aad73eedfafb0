"""What the SDK reads and sends. TypeScript types are generated from these models (``make schema``)."""
