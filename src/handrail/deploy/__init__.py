"""The customer's side: putting packages on a web server crash-safely, watching them, and saying what is live."""
