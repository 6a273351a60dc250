"""Requests of people who may not: outsiders, and colleagues of each role."""

from collections.abc import Iterator
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.contrib import admin
from django.db import transaction
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import get_resolver

from claims.models import Claim, Round
from newsroom import event_readers
from newsroom.permissions import may
from tests.attacks.filling import SECRETS, UNSIGNED
from tests.attacks.newsroom import PASSWORD, Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.claims.admin.addresses import addresses, is_verb, one_of_each, url_of
from tests.claims.admin.test_every_page import document, gets_in

PEOPLE = ("nobody", "reporter", "editor", "senior", "superuser", "gone")
# Of the pages that each person may not open, so many are tried, others with another seed.
SHARE = 0.35
NAMED = frozenset({"event names"})
# Every person of the newsroom is a superuser and a senior editor.
EVERYBODY_MAY = (
    unguarded("newsroom_role", "newsroom_user")
    + "; UPDATE newsroom_role SET role = 'Senior editor';"
    " UPDATE newsroom_user SET is_active = true, is_staff = true, is_superuser = true"
)


def refused(
    who: str,
    method: str,
    url: str,
    data: Any = None,
    kept_out: tuple[int, ...] = (302, 401, 403, 404, 405),
) -> Any:
    """It succeeds if the answer is no refusal, or an error of the server."""

    def run(newsroom: Newsroom) -> str | None:
        client = newsroom.at_desk(who) if who else Client(raise_request_exception=False)
        answer: Any = getattr(client, method)(url, data or {})
        if (
            answer.status_code == 302
            and "/account/sign-in/" not in answer["Location"]
            and ("/admin/login/" not in answer["Location"])
        ):
            return f"{answer.status_code} to {answer['Location']}"
        return None if answer.status_code in kept_out else f"answered with {answer.status_code}"

    return run


@attack(
    "web",
    "pages and forms of the desk, of others' rows too, for each role that may not",
    guard=EVERYBODY_MAY,
)
def desk(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    with transaction.atomic():
        things = one_of_each()
    for who in ("", *PEOPLE):
        person = newsroom.person(who) if who else None
        inside = person is not None and person.is_active and person.is_staff
        for address in addresses():
            if is_verb(address) or address.name in ("logout", "login", "jsi18n"):
                continue
            if inside and person and gets_in(document()[address.name], person):
                continue
            if who and random.random() > SHARE:
                continue
            url = url_of(address, things, "edit")
            for method in ("get", "post"):
                yield Attempt(
                    f"{who or 'outsider'} {method} {url}",
                    refused(who, method, url, {"post": "yes"}),
                    NAMED,
                )


@attack("web", "actions of the desk, for each role that may not", guard=EVERYBODY_MAY)
def verbs(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    with transaction.atomic():
        things = one_of_each()
    desks = {
        f"{m._meta.app_label}_{m._meta.model_name}": d for m, d in admin.site._registry.items()
    }
    for who in ("", *PEOPLE):
        person = newsroom.person(who) if who else None
        inside = person is not None and person.is_active and person.is_staff
        for address in filter(is_verb, addresses()):
            model = address.name.removesuffix("_do")
            for verb in getattr(desks[model], "verbs", ()):
                if who and random.random() > SHARE:
                    continue
                if (
                    inside
                    and person
                    and may(person, verb.permission)
                    and gets_in(document()[f"{model}_changelist"], person)
                ):
                    continue
                url = url_of(address, things, verb.name)
                for method in ("get", "post"):
                    yield Attempt(
                        f"{who or 'outsider'} {method} {url}", refused(who, method, url), NAMED
                    )


def sign(who: str, claim: str, version: str, **more: Any) -> Any:
    """Sent to the desk's form for signing; the state tells whether it was signed."""

    def run(newsroom: Newsroom) -> str | None:
        number = newsroom.numbers[claim]
        row = Claim.objects.get(pk=number)
        data = {"revision": row.revision, "version": version, "post": "yes", **more}
        answer = newsroom.at_desk(who).post(f"/admin/claims/claim/{number}/do/sign/", data)
        return "an error of the server" if answer.status_code >= 500 else None

    return run


@attack(
    "web",
    "signing by whoever may not: proposer, reporter, people who left, or another version",
    guard=EVERYBODY_MAY,
)
def signing(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    version = Round.objects.get(claim=newsroom.numbers["proposed"], outcome="open").version
    url = next(url_of(a, {}, "sign") for a in addresses() if a.name == "claims_claim_do")
    assert url.endswith("/sign/"), url
    for who in ("nobody", "reporter", "editor", "gone"):
        for given in (version, "", "0" * 64, version.upper(), version[:-1], "x"):
            for more in (
                {},
                {"alone": "on"},
                {"signed_by": newsroom.numbers["senior"]},
                {"decided_by": 3},
            ):
                yield Attempt(
                    f"{who} {given[:8]} {more}", sign(who, "proposed", given, **more), NAMED
                )
    for given in ("", "0" * 64, version[::-1], version[:10], "null", "latest"):
        yield Attempt(f"senior {given[:8]}", sign("senior", "proposed", given), NAMED)
    for claim in ("unreviewed", "in_review", "signed", "withdrawn", "held", "reopened"):
        yield Attempt(f"senior, {claim}", sign("senior", claim, version), NAMED)


@attack("web", "fields sent along that a form doesn't have (mass assignment)")
def fields(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    more = {
        "status": "verified", "attribution": "confirmed", "is_superuser": "on", "is_staff": "on",
        "is_active": "on", "role": "Senior editor", "password": "x", "email": "x@evil.example",
        "public_name": "S. Senior", "added_by": "3", "decided_by": "3", "proposed_by": "3", "id": "1",
        "pk": "1", "withheld": "", "protected": "", "embargo_until": "2020-01-01", "outcome": "done",
        "one_person": "on", "scopes": "write", "user": "3", "_save": "Save", "_method": "DELETE",
    }  # fmt: skip
    n = newsroom.numbers
    for who in ("reporter", "editor"):
        for model, number in (("claims/claim", n["signed"]), ("claims/claim", n["proposed"]),
                              ("newsroom/user", n[who]), ("newsroom/user", n["senior"]),
                              ("newsroom/approval", n["hold approval"]), ("sources/speaker", n["speaker"]),
                              ("sources/speaker", n["protected speaker"]), ("claims/publication", 1)):  # fmt: skip
            for page in ("change/", "do/edit/", "do/rename/"):
                url = f"/admin/{model}/{number}/{page}"
                run = sent(who, url, {**more, "text": "x", "name": "x", "reason": "x"})
                yield Attempt(f"{who} {url}", run, NAMED)
    for claim in ("unreviewed", "in_review"):
        url = f"/admin/claims/claim/{n[claim]}/do/edit/"
        for name in (*more, ""):
            extra = {name: more[name]} if name else more
            yield Attempt(f"editor {url} {name or 'all'}", saved("editor", url, extra), NAMED)
    for name, value in more.items():
        for url in (
            "/api/v1/working/sources/",
            "/api/v1/working/claims/",
            f"/api/v1/claims/{n['signed']}/",
        ):
            yield Attempt(
                f"{url} {name}",
                api_post(url, {"text": "Words.", name: value}),
                NAMED | {"snapshot"},
            )
        yield Attempt(
            f"sessions {name}", sent("editor", "/account/sessions/", {name: value}), NAMED
        )


def sent(who: str, url: str, data: dict[str, Any]) -> Any:
    def run(newsroom: Newsroom) -> str | None:
        answer = newsroom.at_desk(who).post(url, data)
        return "an error of the server" if answer.status_code >= 500 else None

    return run


def saved(who: str, url: str, more: dict[str, str]) -> Any:
    """The form as the page has it, and more: it has to be saved."""

    def run(newsroom: Newsroom) -> str | None:
        client = newsroom.at_desk(who)
        page = client.get(url)
        form = page.context.get("form") if page.context else None
        if form is None:
            newsroom.errors.append(f"{url} has no form: {page.status_code}")
            return None
        values = {each.html_name: each.value() for each in form}
        given = {name: value for name, value in values.items() if value not in (None, "", False)}
        answer = client.post(url, {**more, **given, "text": f"{UNSIGNED} says 151 bridges."})
        if answer.status_code != 302:
            newsroom.errors.append(f"{url} was not saved: {answer.status_code}")
        return "an error of the server" if answer.status_code >= 500 else None

    return run


def api_post(url: str, body: dict[str, Any]) -> Any:
    """Succeeds if a field that nobody offers is taken."""

    def run(newsroom: Newsroom) -> str | None:
        answer = Client(raise_request_exception=False).post(
            url,
            body,
            "application/json",
            headers={"Authorization": f"Token {newsroom.tokens['editor']}"},
        )
        return None if 400 <= answer.status_code < 500 else f"answered with {answer.status_code}"

    return run


def without_csrf() -> Any:
    return patch.object(CsrfViewMiddleware, "process_view", lambda *_arguments: None)


@attack("web", "forms sent from another site (CSRF)", guard=without_csrf)
def csrf(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    with transaction.atomic():
        things = one_of_each()

    def attempt(who: str, url: str, headers: dict[str, str]) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            client = newsroom.at_desk(who, enforce_csrf_checks=True)
            answer = client.post(url, {"post": "yes", "language": "es"}, headers=headers)
            return (
                None
                if answer.status_code in (403, 404, 405)
                else f"answered with {answer.status_code}"
            )

        return run

    headers: tuple[dict[str, str], ...] = ({}, {"Origin": "https://evil.example"}, {"Origin": "null"},
               {"Referer": "https://evil.example/"}, {"X-CSRFToken": "x" * 32})  # fmt: skip
    # The page's own sign-in leads on to another, whatever is sent.
    named = [url_of(a, things, "edit") for a in addresses() if a.name not in ("login", "jsi18n")]
    account = ("sign-in/", "sign-out/", "sessions/", "password/", "confirm/", "second-factors/app/",
               "second-factors/codes/new/", "second-factors/passkeys/add/")  # fmt: skip
    own = ["/working/searches/save/", *(f"/account/{each}" for each in account)]
    own.append(f"/claims/{newsroom.numbers['signed']}/error/")
    for url in own:
        for each in headers:
            yield Attempt(f"{url} {each}", attempt("senior", url, each), NAMED)
    for number, url in enumerate(named):
        if number % 3:
            continue
        yield Attempt(f"{url}", attempt("superuser", url, headers[number % len(headers)]), NAMED)


# What was hidden is shown again, as it was before.
WITHHELD_NO_MORE = """
ALTER TABLE claims_publication DISABLE TRIGGER USER;
UPDATE claims_publication SET withheld = false WHERE withheld;
UPDATE claims_publication SET shown_until = published_at WHERE standing = 'hidden' AND shown_until IS NULL;
UPDATE claims_publication p SET shown_until = NULL WHERE standing <> 'hidden' AND number = (
  SELECT max(number) FROM claims_publication WHERE claim_id = p.claim_id AND standing <> 'hidden')
"""


def leaked(text: str, typed: str) -> list[str]:
    """What of the secrets an answer says, but for what was typed."""
    return [
        f"it has {word}"
        for word in SECRETS
        for part in word.split()
        if part in text and part not in typed
    ]


@attack(
    "web",
    "what outsiders may not read: unsigned, held, embargoed, withdrawn, protected, taken down",
    guard=WITHHELD_NO_MORE,
)
def outsiders(  # noqa: C901 - a list of addresses
    newsroom: Newsroom, random: Random
) -> Iterator[Attempt]:
    """Each address that holds a number, for each claim and speaker; and searches for the words."""

    def attempt(url: str) -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            answer: Any = Client(raise_request_exception=False).get(url)
            text = b"".join(answer).decode(errors="replace")
            return leaked(text, quote(url)) + (
                [f"answered with {answer.status_code}"] if answer.status_code >= 500 else []
            )

        return run

    n = newsroom.numbers
    claims = [
        n[name]
        for name in (
            "unreviewed",
            "proposed",
            "held",
            "withdrawn",
            "embargoed",
            "protected",
            "waiting",
            "saying",
            "down",
        )
    ]
    pages = ("/claims/{}/", "/claims/{}/map/", "/claims/{}/card.png", "/claims/{}/?as_of=1", "/claims/{}/?as_of=9",
             "/claims/{}/?as_of=2099-01-01", "/claims/{}/error/", "/working/claims/{}/", "/api/v1/claims/{}/",
             "/api/v1/claims/{}.jsonld", "/api/v1/claims/{}/prov.json", "/api/v1/claims/{}/annotations.json", "/api/v1/claims/{}/proof/",
             "/api/v1/working/claims/{}/", "/api/v1/claims/{}/?as_of=5", "/speakers/{}/", "/speakers/{}/map/",
             "/api/v1/speakers/{}/", "/working/speakers/{}/", "/sources/{}/", "/api/v1/sources/{}/",
             "/publishers/{}/", "/admin/claims/claim/{}/change/")  # fmt: skip
    for page in pages:
        for number in (*claims, n["protected speaker"], n["waiting speaker"]):
            yield Attempt(page.format(number), attempt(page.format(number)))
    for word in SECRETS:
        for part in (word, word.split()[0], word[:5], word.lower()):
            for path in ("/?q=", "/search.json?q=", "/search.atom?q=", "/api/v1/claims/?q=", "/search/speakers/?q=",
                         "/v1alpha1/claims:search?query=", "/search/counts/?q=", "/?as_of=9&q=", "/api/v1/topics/?q="):  # fmt: skip
                yield Attempt(f"{path}{part}", attempt(path + quote(part)))
    for what in (
        "claims",
        "speakers",
        "sources",
        "publishers",
        "appearances",
        "evidence",
        "quantities",
        "relations",
    ):
        for form in ("csv", "ndjson", "parquet"):
            for query in ("", "?as_of=3", "?as_of=9"):
                yield Attempt(
                    f"{what}.{form}{query}", attempt(f"/api/v1/export/{what}.{form}{query}")
                )
    for query in ("", "?after=1", "?after=5", "?after=-1", "?page_size=1000"):
        yield Attempt(f"changes{query}", attempt(f"/api/v1/changes/{query}"))


@attack(
    "web", "others' own rows: tokens, sessions, saved searches and views, notices, password links"
)
def own_rows(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """Of a senior editor, by colleagues: to be read, changed or ended."""
    senior = newsroom.at_desk("senior")
    senior.post("/working/searches/save/", {"q": "bridges", "name": "Quaggasearch"})
    senior.get("/account/sessions/")
    for who in ("", "reporter", "editor", "superuser", "nobody"):
        for url in (
            *(f"/working/searches/{number}/" for number in range(4)),
            *(f"/account/password/{number}/a/b/" for number in range(3)),
            *(f"/account/second-factors/passkeys/{number}/" for number in range(3)),
            *(f"/account/second-factors/passkeys/{number}/remove/" for number in range(3)),
            *(f"/admin/newsroom/signin/{number}/change/" for number in range(2)),
            *(f"/api/v1/working/captures/{number}/" for number in range(3)),
        ):
            for method in ("get", "post"):
                yield Attempt(
                    f"{who or 'outsider'} {method} {url}", unread(who, method, url), NAMED
                )

    def end(who: str, number: int) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            before = newsroom.rows("SELECT count(*) FROM usersessions_usersession WHERE user_id = %s",
                                   newsroom.numbers["senior"])  # fmt: skip
            newsroom.at_desk(who).post("/account/sessions/", {"session": str(number)})
            after = newsroom.rows("SELECT count(*) FROM usersessions_usersession WHERE user_id = %s",
                                  newsroom.numbers["senior"])  # fmt: skip
            return "another's session ended" if after < before else None

        return run

    for who in ("reporter", "editor", "nobody"):
        for number in range(4):
            yield Attempt(f"{who} ends session {number}", end(who, number), NAMED)


def unread(who: str, method: str, url: str) -> Any:
    def run(newsroom: Newsroom) -> str | None:
        client = newsroom.at_desk(who) if who else Client(raise_request_exception=False)
        answer = getattr(client, method)(url, {"name": "x", "password1": PASSWORD, "remove": "yes"})
        if answer.status_code >= 500:
            return "an error of the server"
        return "read" if "Quaggasearch" in answer.content.decode(errors="replace") else None

    return run


def everybody_reads() -> Any:
    tables = event_readers._registered
    return patch.dict(tables, dict.fromkeys(tables, lambda _user: event_readers.ALL))


@attack(
    "web",
    "the history page: others' secrets, addresses and searches",
    guard=everybody_reads,
)
def history_page(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    newsroom.at_desk("senior").post(
        "/working/searches/save/", {"q": "bridges", "name": "Quaggasearch"}
    )
    words = ("hook-secret-quagga", "Quaggasearch", "senior2@newsroom.example", "pbkdf2_", "md5$")
    tables = [
        name for (name,) in newsroom.rows('SELECT DISTINCT "table" FROM newsroom_event ORDER BY 1')
    ]

    def attempt(who: str, url: str) -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            answer = newsroom.at_desk(who).get(url)
            text = answer.content.decode(errors="replace")
            return [f"{who} reads {word}" for word in words if word in text]

        return run

    events = [
        number
        for (number,) in newsroom.rows("SELECT id FROM newsroom_event ORDER BY id DESC LIMIT 60")
    ]
    for who in ("reporter", "editor"):
        for query in (
            *(f"?table={name}" for name in tables),
            "",
            "?q=hook",
            "?q=Quagga",
            "?q=@newsroom",
            "?p=2",
        ):
            yield Attempt(f"{who} {query}", attempt(who, f"/admin/newsroom/event/{query}"), NAMED)
        for number in events:
            yield Attempt(
                f"{who} {number}", attempt(who, f"/admin/newsroom/event/{number}/change/"), NAMED
            )


def public_paths() -> list[str]:
    """The site's own addresses without arguments."""
    return [
        str(each.pattern)
        for each in get_resolver("claims.site.urls").url_patterns
        if "<" not in str(each.pattern)
    ]
