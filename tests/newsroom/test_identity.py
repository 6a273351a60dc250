"""Every face of the newsroom says the same name."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claims.assistants import server
from claims.formats.releases import making, metadata
from newsroom.identity import newsroom_name, require_public_address
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
    # Without a name, cited by the website.
    author = name or settings.NEWSROOM_URL.rstrip("/")
    release = making.make(lambda _progress: None)
    assert metadata.citation(release).startswith(f"{author} (")
    assert f"name: {author}\n" in metadata.citation_file(release).decode()


@pytest.mark.parametrize("command", ["release", "mcp"])
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "http://a.localhost:1"],
)
def test_no_address_of_this_machine_is_written_for_others(
    command: str, address: str, settings: Any
) -> None:
    settings.SITE_URL = address
    with pytest.raises(CommandError, match="which only this machine can open") as refused:
        call_command(command)
    assert address in str(refused.value)
    assert "--local" in str(refused.value)


@pytest.mark.parametrize(
    "address", ["https://facts.example", "http://192.0.2.7", "http://[2001:db8::1]"]
)
def test_other_addresses_are_for_everybody(address: str, settings: Any) -> None:
    settings.SITE_URL = address
    require_public_address()
