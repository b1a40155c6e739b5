"""Intake listens: Twilio's webhooks, the console, health, metrics and the command line.

This package must not decide what to say (that is flows) nor write a key (that is workers).
"""
