"""Texts: those that people send, and those that they are sent."""
