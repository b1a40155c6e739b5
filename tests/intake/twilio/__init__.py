"""Tests of the Twilio door."""
