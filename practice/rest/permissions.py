"""Where the account may ring: the countries of the voice API's dialling permissions.

Only what a reader of the list needs.  On the desk every number rings whatever stands here.
"""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from practice.desk import Standing
from practice.rest import shapes
from practice.rest.errors import ApiError
from practice.rest.routes import known


def make_permissions(standing: Standing) -> Blueprint:
    """The blueprint of `/v1/DialingPermissions`."""
    permissions = Blueprint("permissions", __name__, url_prefix="/v1/DialingPermissions")

    @permissions.errorhandler(ApiError)
    def refuse(error: ApiError) -> ResponseReturnValue:
        return jsonify(error.json()), error.status

    @permissions.get("/Countries")
    def countries() -> ResponseReturnValue:
        desk = standing.desk
        if not known(desk.settings):
            raise ApiError(20003, 401)
        asked = request.args.get("IsoCode", "")
        low_risk = request.args.get("LowRiskNumbersEnabled", "true").lower() == "true"
        found = [code for code in sorted(desk.countries) if low_risk and asked in ("", code)]
        content = [shapes.of_country(code) for code in found]
        meta = {"key": "content", "next_page_url": None, "page": 0, "page_size": len(content)}
        return jsonify(content=content, meta=meta)

    return permissions
