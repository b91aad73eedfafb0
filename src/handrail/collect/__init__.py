"""Event intake inside the customer's network: checks each batch, appends it durably, acknowledges. No Django."""
