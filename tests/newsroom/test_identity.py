"""Every face of the newsroom says the same name."""

from typing import Any

import pytest
from django.test import Client

from claims.assistants import server
from claims.formats.releases import making, metadata
from newsroom.identity import newsroom_name
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "The Facts"])
def test_every_face_says_one_name(name: str, client: Client, settings: Any) -> None:
    settings.NEWSROOM_NAME = name
    expected = name or "Fact-checking desk"
    assert newsroom_name() == expected
    factories.signed_claim()
    assert f"<title>{expected}</title>" in client.get("/").content.decode()
    assert client.get("/api/v1/").json()["newsroom"] == expected
    manifest = client.get("/api/v1/reconcile/speakers/").json()
    assert manifest["name"] == f"{expected}: Speakers"
    assert server.make().title == expected
    assert metadata.citation(making.make(lambda _progress: None)).startswith(f"{expected} (")
