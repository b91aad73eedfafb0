"""Key files of people: made, listed, opened and exported on their own machines."""
