"""How often somebody may ask, as REST_FRAMEWORK in the settings says."""

from typing import Any

from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from newsroom import counts


class SettingsRate:
    """For a throttle of REST framework: the rate in the present settings, not in those when the class
    was made; counted for all processes of a server.
    """

    scope: Any
    rate: str | None
    num_requests: int
    duration: int
    standing: counts.Standing | None = None

    def get_rate(self) -> Any:
        return api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)

    def allow_request(self, request: Any, view: Any) -> bool:
        name = self.get_cache_key(request, view) if self.rate else None  # type: ignore[attr-defined]
        if name is None:
            return True
        self.standing = counts.shared().count(name, self.num_requests, self.duration)
        return self.standing.is_allowed

    def wait(self) -> float | None:
        return self.standing.seconds if self.standing else None

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 has them; none where nothing was counted."""
        if self.standing is None:
            return {}
        policy = f'"{self.scope}";q={self.num_requests};w={self.duration}'
        left = f'"{self.scope}";r={self.standing.remaining};t={round(self.standing.seconds)}'
        return {"RateLimit-Policy": policy, "RateLimit": left}


class ExportThrottle(SettingsRate, SimpleRateThrottle):
    """Downloads of many claims or of whole texts, for each person or each address that is not signed in."""

    scope = "export"

    def get_cache_key(self, request: Any, view: Any) -> str:
        whose = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": whose}
