"""The web application: the page, the control interface and the REST API on one port."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from practice.control import make_phone
from practice.desk import Standing
from practice.desk_control import make_desk_control
from practice.rest.permissions import make_permissions
from practice.rest.routes import make_rest

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
KEYS: Final = (
    *(("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO")),
    *(("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"), ("*", ""), ("0", ""), ("#", "")),
)


def make_app(standing: Standing) -> Flask:
    """The application over what stands on the desk."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.register_blueprint(make_phone(standing))
    app.register_blueprint(make_desk_control(standing))
    app.register_blueprint(make_rest(standing))
    app.register_blueprint(make_permissions(standing))

    @app.before_request
    def no_strange_pages() -> None:
        """Another site's page must not use the phone behind somebody's back."""
        if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "none") not in (
            "none",
            "same-origin",
        ):
            abort(403)

    @app.after_request
    def kept_in(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.get("/")
    def page() -> ResponseReturnValue:
        return render_template("phone.html", settings=standing.desk.settings, keys=KEYS)

    @app.get("/healthz")
    def alive() -> ResponseReturnValue:
        return Response("ok\n", mimetype="text/plain")

    return app
