"""Flows decide, workers act, intake listens.

This package decides: what was said, how urgent it is, what to say next.  It has no clock, no
network, no store, no randomness and no environment; time is an argument.  It may read the data
files packaged beside it, at start.  The same event on the same conversation always gives the
same outcome.
"""
