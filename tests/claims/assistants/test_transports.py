"""The official client asks ``manage.py mcp`` in a process of its own, over each of its two transports."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from socket import create_connection
from typing import Any

import pytest
from django.conf import settings
from mcp import Client, StdioServerParameters

from claims.matching import finding
from tests import factories
from tests.factcheck.test_serving import free_port
from tests.threads import LONG
from tests.workers import database_url

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

COMMAND = [str(settings.BASE_DIR / "manage.py"), "mcp"]
Question = Callable[[Client], Coroutine[Any, Any, Any]]


def environment() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "SITE_URL": settings.SITE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
    }


def over_stdio(ask: Question) -> Any:
    return run(
        StdioServerParameters(
            command=sys.executable, args=[*COMMAND, "--local"], env=environment()
        ),
        ask,
    )


def over_http(ask: Question) -> Any:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *COMMAND, "--local", "--http", "--port", str(port)], env=environment()
    )
    try:
        gives_up = time.monotonic() + LONG
        while True:
            assert process.poll() is None
            assert time.monotonic() < gives_up
            try:
                create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        return run(f"http://127.0.0.1:{port}/mcp", ask)
    finally:
        process.terminate()
        process.wait()


def run(server: Any, ask: Question) -> Any:
    async def connected() -> Any:
        async with Client(server) as client:
            return await ask(client)

    outside = asyncio._get_running_loop()  # Playwright's, after browser tests
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(connected())
    finally:
        asyncio._set_running_loop(outside)


@pytest.mark.parametrize("over", [over_stdio, over_http])
def test_the_official_client_reads_what_is_published(over: Callable[[Question], Any]) -> None:
    claim, never_signed = factories.signed_claim(), factories.claim()

    async def ask(client: Client) -> Any:
        tools = await client.list_tools()
        answers = [
            await client.call_tool("claim", {"number": each})
            for each in (claim.pk, never_signed.pk)
        ]
        return {each.name for each in tools.tools}, [each.structured_content for each in answers]

    tools, (public, other) = over(ask)
    assert tools == {"search", "match", "claim", "as_of", "speaker", "changes"}
    sentence = public["results"][0]["sentence"]
    assert claim.text in sentence
    assert "Did they say it? " in sentence
    assert "Is it true? " in sentence
    assert f"{settings.SITE_URL}/claims/{claim.pk}/" in sentence
    assert (other["results"], other["note"]) == ([], str(finding.NOTHING))
