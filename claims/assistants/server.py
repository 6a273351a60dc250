"""The MCP server: read-only tools, each one of the answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import translation
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations

from claims.assistants import answers
from claims.assistants.results import DATA, Answer
from newsroom.errors import Refused
from newsroom.identity import newsroom_name

INSTRUCTIONS = (
    "Fact checks that two people signed. Repeat each sentence word for word, with both answers and the"
    " address; never give a rating without whether it was said, nor the rating of a related claim for the"
    f" statement you were asked about. {DATA} Where there is a hint, ask again as it says before you say"
    " that nothing was found; then say the note word for word. Give the reader's language as `language` (such as es): sentences are in it where we have it; what claims say stays"
    " in their own."
)
READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make() -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer(
        "factcheck",
        title=newsroom_name(),
        instructions=INSTRUCTIONS,
        website_url=settings.SITE_URL,
        version=settings.VERSION,
        log_level="WARNING",  # questions are not logged
        subscriptions=False,
    )

    @server.tool(annotations=READ_ONLY, title="Search published claims")
    async def search(words: str, most: int = answers.USUAL, language: str = "") -> Answer:
        """Published claims that have these words (a name, a topic, a number), the best match first; else those with some of them, without rating."""
        return await _asked(language, answers.search, words, most)

    @server.tool(annotations=READ_ONLY, title="Has this been checked?")
    async def match(statement: str, most: int = answers.USUAL, language: str = "") -> Answer:
        """Whether a statement was checked: what repeats it, and what only comes near, without rating."""
        return await _asked(language, answers.match, statement, most)

    @server.tool(annotations=READ_ONLY, title="One claim")
    async def claim(number: int, language: str = "") -> Answer:
        """What is published of the claim of this number now."""
        return await _asked(language, answers.claim, number)

    @server.tool(annotations=READ_ONLY, title="One claim on an earlier day")
    async def as_of(number: int, at: str, language: str = "") -> Answer:
        """What was published of a claim by a day (YYYY-MM-DD), an instant or a publication's number."""
        return await _asked(language, answers.as_of, number, at)

    @server.tool(annotations=READ_ONLY, title="Claims of a speaker")
    async def speaker(name: str, most: int = answers.USUAL, language: str = "") -> Answer:
        """The latest published claims of a speaker, by full name, alias or number; `hint` has similar names."""
        return await _asked(language, answers.speaker, name, most)

    @server.tool(annotations=READ_ONLY, title="What has changed")
    async def changes(since: int = 0, most: int = answers.USUAL, language: str = "") -> Answer:
        """Publications after this number, in order: signed, corrected, reopened, withdrawn, hidden."""
        return await _asked(language, answers.changes, since, most)

    return server


def allowed() -> TransportSecuritySettings:
    """By which names the HTTP server may be addressed: the site's, behind its proxy, and this machine's."""
    site = urlsplit(settings.SITE_URL).hostname or ""
    names = [site, f"{site}:*", "127.0.0.1:*", "localhost:*"]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=names,
        allowed_origins=[settings.SITE_URL, "http://127.0.0.1:*", "http://localhost:*"],
    )


async def _asked(language: str, answer: Callable[..., Answer], *question: Any) -> Answer:
    return await sync_to_async(_answered(answer, language))(*question)


def _spoken(language: str) -> str:
    """Of the languages that our sentences are in, the one asked for; else the API's."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def _answered(answer: Callable[..., Answer], language: str) -> Callable[..., Answer]:
    """In the reader's language, and without a connection that the database has closed since."""

    @wraps(answer)
    def wrapped(*question: Any) -> Answer:
        if not connection.in_atomic_block:
            close_old_connections()
        with translation.override(_spoken(language)):
            try:
                return answer(*question)
            except Refused as refused:
                raise ToolError(refused.sentence) from refused

    return wrapped
