"""The API is never redirected to https: a client that sends tokens unencrypted is told."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/api/v1/claims/", "/api/v1/working/claims/", "/v1alpha1/claims:search"]
)
def test_the_api_is_refused_over_http_and_pages_are_redirected(path: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    refused = Client().get(path, headers={"Authorization": "Token x"})
    assert refused.status_code == 403
    assert b"Use https." in refused.content
    assert Client().get("/")["Location"] == "https://testserver/"
    assert Client().get("/api/v1/claims/", secure=True).status_code == 200
