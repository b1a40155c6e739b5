"""The REST API, as far as we call it: messages, calls and the account's numbers."""
