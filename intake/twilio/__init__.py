"""Twilio's door: signed webhooks in, TwiML out.  Nothing here decides what is said."""
