"""A Twilio on one's own desk: plays TwiML, signs webhooks, takes REST calls, shows a phone.

A program of its own.  It imports none of our rooms and none of them imports it: they meet over
HTTP, as strangers, signatures and all.  Nothing leaves the machine it runs on.
"""
