"""Workers act: everything that outlives a request.

The store, the callback queue, jobs, sending and the clock.  This package must not speak HTTP to
Twilio's webhooks or to staff (that is intake) and must not decide what is said (that is flows).
"""
