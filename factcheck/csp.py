"""What browsers allow the pages: the Content-Security-Policy of each part, and no device at all."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase

Policy = Mapping[str, str]

# Only our own files, and no inline script or style. (JSON-LD is data and never runs.)
SITE: Policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The desk's Alpine evaluates the text of attributes as functions. Its pages have no inline scripts or
# styles either.
DESK: Policy = {**SITE, "script-src": "'self' 'unsafe-eval'"}
# The code that an app scans is a data URL.
ACCOUNT: Policy = {**DESK, "img-src": "'self' data:"}
# The icons of the API's page are data URLs.
API_DOCS: Policy = {**SITE, "img-src": "'self' data:"}
# No page uses a device or a place; passkeys stay allowed.
DEVICES = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
        *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    )
)

# By the beginning of the path; the longest match counts.
PARTS: Mapping[str, Policy] = {
    "/": SITE,
    "/admin/": DESK,
    "/account/": ACCOUNT,
    "/api/v1/docs/": API_DOCS,
}


def policy_of(path: str) -> Policy:
    return PARTS[max((part for part in PARTS if path.startswith(part)), key=len, default="/")]


def header_of(policy: Policy) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class PolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy", header_of(policy_of(request.path_info))
        )
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response
