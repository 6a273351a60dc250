"""A person's script that writes, for the tests beside this."""

import json
from typing import Any

from django.test import Client

from newsroom import tokens
from newsroom.choices import TokenScope
from newsroom.models import User


class Script:
    """Sends JSON with a token of the person; ``etag`` is sent as If-Match, ``key`` as Idempotency-Key."""

    def __init__(self, by: User, scopes: tuple[str, ...] = (), service: str = "") -> None:
        self.by = by
        token = tokens.make(by, "script", 1, scopes or tuple(TokenScope.values), service)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.client = Client()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/working/{path}", headers=self.headers)

    def post(self, path: str, body: Any = None, etag: str = "", key: str = "") -> Any:
        return self._send("post", path, body, etag, key)

    def patch(self, path: str, body: Any, etag: str = "", key: str = "") -> Any:
        return self._send("patch", path, body, etag, key)

    def etag(self, path: str) -> str:
        return str(self.get(path)["ETag"])

    def _send(self, method: str, path: str, body: Any, etag: str, key: str) -> Any:
        more = {"If-Match": etag} if etag else {}
        more |= {"Idempotency-Key": key} if key else {}
        return getattr(self.client, method)(
            f"/api/v1/working/{path}",
            body if isinstance(body, str | bytes) else json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers | more,
        )
