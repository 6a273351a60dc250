"""What programs send and ask: the API's writes, answers that are kept, assistants, reconciliation, frames, links of
letters.
"""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.test import Client

from claims.api.authentication import InScope
from claims.assistants import answers
from newsroom import repeatable, tokens
from newsroom.choices import TokenScope
from newsroom.errors import Refused
from newsroom.models import RepeatableAnswer
from tests.attacks.filling import SECRETS
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED, WITHHELD_NO_MORE, leaked
from tests.claims.api.writing import Script

ADDED = NAMED | {"snapshot"}
# What a reporter, or an editor, may send with a token that is meant for it.
WRITES: dict[str, tuple[str, TokenScope, dict[str, Any]]] = {
    "a source": ("sources/", TokenScope.ADD_SOURCES, {"text": "The minister said it."}),
    "a claim": ("claims/", TokenScope.DRAFT, {"text": "150 bridges stand.", "nature": "fact"}),
    "a review": ("claims/{unreviewed}/review/", TokenScope.REVIEW, {}),
    "a hold": ("claims/{signed}/holds/", TokenScope.HOLD, {"kind": "legal", "reason": "A letter."}),
    "a webhook": (
        "webhooks/", TokenScope.WEBHOOKS, {"name": "Ours", "url": "https://reader.example/hook"}
    ),
}  # fmt: skip


def everything_in_scope() -> Any:
    return patch.object(InScope, "has_permission", lambda *_arguments: True)


def written(path: str, body: Any, headers: dict[str, str], *kept_out: int) -> Any:
    """An attempt's run: it succeeds unless it is refused with one of these. After another refusal nothing was tried."""

    def run(newsroom: Newsroom) -> str | None:
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        answer = client.post(
            f"/api/v1/working/{path}", json.dumps(body), "application/json", headers=headers
        )
        if answer.status_code in kept_out:
            return None
        if 400 <= answer.status_code < 500:
            newsroom.errors.append(f"{answer.status_code} {answer.content[:200]!r}")
            return None
        return f"answered with {answer.status_code}"

    return run


def bearer(newsroom: Newsroom, who: str, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.make(newsroom.person(who), 'x', 1, scopes)}"}


@attack(
    "API",
    "writes with tokens of other scopes, ended ones, or none; conclusions",
    guard=everything_in_scope,
)
def writes(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers

    for name, (path, scope, body) in WRITES.items():
        address = path.format(**n)
        given = body | ({"speaker": n["speaker"]} if name == "a claim" else {})
        other_scopes = [each.value for each in TokenScope if each != scope]
        for who in ("reporter", "editor", "senior"):
            for scopes in (other_scopes, *([each] for each in other_scopes)):
                run = written(address, given, bearer(newsroom, who, *scopes), 403)
                yield Attempt(f"{name} by {who}, {'+'.join(scopes)}", run, ADDED)
        for value in ("", "Bearer", "Bearer x", "Bearer " + "0" * 64, "Basic eDp4", "Token null"):
            run = written(address, given, {"Authorization": value}, 401)
            yield Attempt(f"{name}, {value!r}", run, ADDED)
    for claim in ("proposed", "in_review", "signed"):
        for verb in ("propose", "sign", "reopen", "withdraw", "publish", "send-back", "protect"):
            for who in ("editor", "senior"):
                run = written(
                    f"claims/{n[claim]}/{verb}/", {"version": "x"},
                    bearer(newsroom, who, *TokenScope.values), 404, 405,
                )  # fmt: skip
                yield Attempt(f"{verb} {claim} by {who}", run, ADDED)


def by_key_alone() -> Any:
    first = repeatable.once

    def once(person: Any, key: str, request_sha256: str, do: Any) -> repeatable.Answer:
        kept = RepeatableAnswer.objects.filter(key=key).first()
        if kept is None:
            return first(person, key, request_sha256, do)
        return repeatable.Answer(kept.status, {}, {}, is_repeated=True)

    return patch.object(repeatable, "once", once)


@attack(
    "API",
    "answers that are kept (Idempotency-Key), read by others or for another request",
    guard=by_key_alone,
)
def kept_answers(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    first = {"text": "The minister said it."}

    def attempt(who: str, path: str, body: Any, key: str, later: bool) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer = Script(newsroom.person("senior")).post("sources/", first, key=key)
            if answer.status_code >= 400:
                newsroom.errors.append(f"{answer.status_code} {answer.content[:200]!r}")
            if later:
                newsroom.owner.execute(
                    "UPDATE newsroom_repeatableanswer SET answered_at = now() - interval '25 hours'"
                )
            answer = Script(newsroom.person(who)).post(path, body, key=key)
            if answer.status_code >= 500:
                return "an error of the server"
            return "it was given again" if answer.has_header("Idempotency-Replayed") else None

        return run

    may_change = ADDED | {"token"}
    claim = {"text": "150 bridges stand.", "nature": "fact", "speaker": newsroom.numbers["speaker"]}
    for key in ("abc", "0", "x" * 200):
        for who in ("reporter", "editor", "senior2"):
            yield Attempt(
                f"{who} {key[:5]}", attempt(who, "sources/", first, key, False), may_change
            )
        for path, other in (("sources/", {"text": "Other words."}), ("claims/", claim)):
            run = attempt("senior", path, other, key, False)
            yield Attempt(f"senior {path} {key[:5]}", run, may_change)
        yield Attempt(
            f"later {key[:5]}", attempt("senior", "sources/", first, key, True), may_change
        )


@attack("API", "what assistants receive: unsigned, held, withdrawn, protected", guard=WITHHELD_NO_MORE)  # fmt: skip
def assistants(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(tool: Callable[..., Any], *question: Any) -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            try:
                answer = tool(*question)
            except Refused:
                return []
            return leaked(str(answer), str(question))

        return run

    for word in SECRETS:
        for part in (word, word.split()[0], word[:5], word.lower(), f"{word} built 150 bridges."):
            for tool in (answers.search, answers.match, answers.speaker):
                yield Attempt(f"{tool.__name__} {part}", attempt(tool, part))
    for number in (*not_public(newsroom), -1, 0, 10**30):
        yield Attempt(f"claim {number}", attempt(answers.claim, number))
        yield Attempt(f"speaker {number}", attempt(answers.speaker, str(number)))
        for at in ("1", "9", "2020-01-01", "2099-01-01", "x", "9" * 30):
            yield Attempt(f"claim {number} at {at}", attempt(answers.as_of, number, at))
    for since in (-1, 0, 5, 10**30):
        yield Attempt(f"changes since {since}", attempt(answers.changes, since, answers.MOST))


def not_public(newsroom: Newsroom) -> list[int]:
    """Numbers of claims and speakers."""
    names = ("unreviewed", "proposed", "held", "withdrawn", "embargoed", "protected", "waiting",
             "saying", "down", "protected speaker", "waiting speaker")  # fmt: skip
    return [newsroom.numbers[name] for name in names]


def answered(url: str, data: dict[str, str] | None = None) -> Any:
    """An attempt's run: it succeeds if the answer, to a form or a GET, says what is not public."""

    def run(newsroom: Newsroom) -> list[str]:
        client = Client(raise_request_exception=False)
        answer: Any = client.post(url, data) if data else client.get(url)
        found = leaked(b"".join(answer).decode(errors="replace"), f"{url} {data or ''}")
        return found + (
            [f"answered with {answer.status_code}"] if answer.status_code >= 500 else []
        )

    return run


@attack("API", "reconciliation: what is not public, and malformed queries", guard=WITHHELD_NO_MORE)
def reconciliation(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    numbers = [str(number) for number in not_public(newsroom)]
    for service in ("speakers", "claims"):
        url = f"/api/v1/reconcile/{service}/"
        for word in (*SECRETS, *numbers):
            for part in dict.fromkeys((word, word.split()[0], word[:5], word.lower())):
                query = {"q0": {"query": part, "limit": 50}}
                yield Attempt(f"{service} {part}", answered(url, {"queries": json.dumps(query)}))
                yield Attempt(f"suggest {service} {part}",
                              answered(f"{url}suggest/entity/?prefix={quote(part)}"))  # fmt: skip
        names = json.loads(Client().get(f"{url}properties/").content)["properties"]
        extend = {"ids": numbers, "properties": [{"id": each["id"]} for each in names]}
        yield Attempt(f"extend {service}", answered(url, {"extend": json.dumps(extend)}))
        for text in ("", "[]", "null", "{", '{"q0": null}', '{"q0": {"query": {}}}', '{"q0": {"query": "\\u0000"}}',
                     '{"q0": {"query": "x", "limit": -1}}', '{"q0": {"query": "x", "limit": 1e400}}', "[" * 5000,
                     '{"q0": {"query": "x", "type": [[]]}}', '{"q0": {"query": "x", "properties": [{"pid": [], "v": {}}]}}',
                     json.dumps({f"q{n}": {"query": "x"} for n in range(500)}), '{"q0": {"query": "\\ud800"}}',
                     json.dumps({"q0": {"query": "x" * 100_000}}), '{"ids": [1e400, [], null], "properties": [{}]}'):  # fmt: skip
            for name in ("queries", "extend"):
                yield Attempt(f"{service} {name} {text[:40]}", answered(url, {name: text}))


@attack("web", "frames on other sites: of what is not public, or with more than a claim", guard=WITHHELD_NO_MORE)  # fmt: skip
def frames(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for number in not_public(newsroom):
        for page in ("claims", "speakers"):
            path = f"/{page}/{number}/embed/"
            yield Attempt(path, answered(path))
            for query in ("?as_of=1", "?lang=es", "?as_of=2099-01-01"):
                yield Attempt(f"{path}{query}", answered(f"{path}{query}"))
            full = quote(f"http://127.0.0.1:8000/{page}/{number}/", safe="")
            yield Attempt(f"oembed {page} {number}", answered(f"/oembed?url={full}"))

    def foreign(target: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer = Client(raise_request_exception=False).get("/oembed", {"url": target})
            if answer.status_code == 200:
                html = json.loads(answer.content)["html"]
                return None if 'src="http://127.0.0.1:8000/' in html else f"framed {html[:100]}"
            return "an error of the server" if answer.status_code >= 500 else None

        return run

    signed = newsroom.numbers["signed"]
    for target in ("https://evil.example/claims/{}/", "//evil.example/claims/{}/", "javascript:alert(1)//claims/{}/",
                   "http://127.0.0.1:8000@evil.example/claims/{}/", "http://127.0.0.1:8000/claims/{}/\"><script>",
                   "http://evil.example#http://127.0.0.1:8000/claims/{}/", "http://[/claims/{}/", "\x00", "x" * 100_000,
                   "http://127.0.0.1:8000/admin/claims/claim/{}/change/", "http://127.0.0.1:8000\\@evil.example/claims/{}/"):  # fmt: skip
        yield Attempt(f"oembed {target[:60]!r}", foreign(target.format(signed)))
