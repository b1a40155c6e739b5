"""The API's errors, in its own JSON."""

from __future__ import annotations

from typing import Any, Final

MESSAGES: Final = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service unavailable",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL",
    21210: "'From' phone number not verified",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid 'From' Phone Number",
    21213: "No 'From' number is specified",
    21217: "Phone number does not appear to be valid",
    21220: "Unable to update record. Call is not in-progress. Cannot redirect.",
    21262: "AsyncAmd needs an AsyncAmdStatusCallback",
    21265: "'To' number cannot be a Short Code",
    21408: "Permission to send an SMS has not been enabled for the region of the 'To' number",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21606: "The 'From' phone number is not a valid, message-capable number of this account",
    21609: "The StatusCallback URL is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    32018: "The Twiml parameter is longer than 4000 characters",
}


class ApiError(Exception):
    """A refusal, as the API gives it."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(str(code))
        self.code = code
        self.status = status

    def json(self) -> dict[str, Any]:
        """Its body."""
        return {
            "code": self.code,
            "message": MESSAGES.get(self.code, "The request could not be carried out"),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class CutOff(Exception):
    """The line to the API breaks before anything is answered."""
