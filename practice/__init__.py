"""A Twilio on your own desk, for practice and for tests.

It imports none of our rooms and none of them imports it: they meet over HTTP, as strangers.
"""
