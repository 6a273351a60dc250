"""What a page of each part may load and run: one Content-Security-Policy to a part of the site."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase

Policy = Mapping[str, str]

# Nothing but our own files; no script or style within a page. JSON-LD is data, which never runs.
SITE: Policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The desk's Alpine evaluates the text of attributes as functions. Its pages have no inline scripts or
# styles either.
DESK: Policy = {**SITE, "script-src": "'self' 'unsafe-eval'"}
# The page of the API draws its icons from addresses that hold them.
API_DOCS: Policy = {**SITE, "img-src": "'self' data:"}

# By how an address begins; the longest that fits.
PARTS: Mapping[str, Policy] = {"/": SITE, "/admin/": DESK, "/api/v1/docs/": API_DOCS}


def policy_of(path: str) -> Policy:
    """The policy of the page at ``path``."""
    return PARTS[max((part for part in PARTS if path.startswith(part)), key=len, default="/")]


def written(policy: Policy) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class PolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy", written(policy_of(request.path_info))
        )
        return response
