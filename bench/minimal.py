"""The least an honest webhook can be: check the signature, run one script on Redis, answer.

What ours costs is measured against this, on the same server, in the same run.
"""

from __future__ import annotations

import os

from flask import Flask, Response, abort, request
from redis import Redis
from twilio.request_validator import RequestValidator

CLAIM = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', 86400000) then
  redis.call('INCR', KEYS[2])
end
return redis.call('GET', KEYS[1])
"""
ANSWER = "<Response><Message>Thank you. We have your text.</Message></Response>"


def create_app() -> Flask:
    """The minimal application, over the Redis and the secrets that the environment names."""
    app = Flask(__name__)
    redis = Redis.from_url(os.environ["REDIS_URL"])
    claim = redis.register_script(CLAIM)
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    base_url = os.environ["PUBLIC_BASE_URL"]

    @app.post("/twilio/sms")
    def listen() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(base_url + request.environ["RAW_URI"], request.form, signature):
            abort(403)
        answer = claim(keys=[f"bench:{request.form['MessageSid']}", "bench:n"], args=[ANSWER])
        return Response(answer, mimetype="text/xml")

    return app
