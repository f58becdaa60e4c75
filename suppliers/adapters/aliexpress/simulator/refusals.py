"""How the platform says no: codes with their words, in the envelope of each door (contract, section 4)."""

from dataclasses import dataclass

from suppliers.adapters.aliexpress.simulator.shapes import Json

CALLER, SERVICE, PLATFORM = "ISV", "ISP", "SYSTEM"

# Code -> (type, words).
CODES = {
    "IllegalAccessToken": (CALLER, "The specified access token is invalid or expired"),
    "26": (CALLER, "Missing session"),
    "27": (CALLER, "Invalid session"),
    "IncompleteSignature": (CALLER, "The request signature does not conform to platform standards"),
    "25": (CALLER, "Invalid signature"),
    "IllegalTimestamp": (CALLER, "The specified timestamp is invalid or expired"),
    "InvalidTimestamp": (CALLER, "The specified timestamp is invalid or expired"),
    "InsufficientPermission": (CALLER, "App does not have permission to access this api"),
    "MissingParameter": (CALLER, "A mandatory input parameter is not supplied"),
    "40": (CALLER, "Missing required arguments"),
    "InvalidParameter": (CALLER, "The specified parameter is invalid"),
    "41": (CALLER, "Invalid arguments"),
    "ApiCallLimit": (CALLER, "Api access frequency exceeds the limit. this ban will last 1 seconds"),
    "7": (CALLER, "App Call Limited"),
    "15": (SERVICE, "Remote service error"),
    "50": (SERVICE, "Remote service unavailable"),
    "ISP": (SERVICE, "Service is temporarily unavailable"),
    "SYSTEM": (PLATFORM, "System error"),
    "ServiceUnavailable": (PLATFORM, "The service is temporarily unavailable"),
    "InvalidCode": (CALLER, "Invalid authorization code"),
}
SUB_CODES = {
    "isv.insufficient-permission": "no permission to this order",
    "isv.account-migration-check-fail": "The account migration does not conform to platform standards",
    "isp.null-pointer-exception": "temporary",
}


@dataclass
class Refusal(Exception):  # noqa: N818 - an answer of the platform, not an error of ours
    """Raised anywhere below the gateway: this is the answer."""

    code: str
    message: str = ""
    sub_code: str = ""

    def body(self, request_id: str, *, is_flat: bool) -> Json:
        """`is_flat` is the form of /rest."""
        kind, words = CODES.get(self.code, (CALLER, self.code))
        words = self.message or words
        if is_flat:
            return {"type": kind, "code": self.code, "message": words, "request_id": request_id}
        error = {"type": kind, "code": self.code, "msg": words, "request_id": request_id}
        if self.sub_code:
            error |= {"sub_code": self.sub_code, "sub_msg": SUB_CODES.get(self.sub_code, self.sub_code)}
        return {"error_response": error}


def missing(parameter: str) -> Refusal:
    return Refusal(
        "MissingParameter",
        f"The input parameter {parameter} that is mandatory for processing this request is not supplied",
    )


def invalid(parameter: str) -> Refusal:
    return Refusal("InvalidParameter", f"The specified parameter {parameter} is invalid")


def banned(seconds: int) -> Refusal:
    return Refusal("ApiCallLimit", f"Api access frequency exceeds the limit. this ban will last {seconds} seconds")
