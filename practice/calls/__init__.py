"""Calls: legs, their documents, and the people at either end.

Each leg has a script, a generator that runs until it waits for somebody.  Legs of one call share
a family: one lock and one mailbox, so that they can tell each other things in any order.
"""
