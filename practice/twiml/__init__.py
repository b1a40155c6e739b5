"""TwiML read strictly: bytes to verbs.  Nothing here fetches, waits or speaks."""
