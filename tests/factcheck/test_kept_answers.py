"""Public answers that are given again: always what making them anew would give."""

import gzip
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urljoin

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.http.request import HttpHeaders
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from psycopg import errors

from claims.formats.releases import making
from claims.models import Claim
from claims.publication import publishing, speakers, takedowns
from claims.publication.point_in_time import last_number
from claims.workflow import notes, review
from factcheck import environment, kept_answers, metrics
from newsroom import counts, public_version
from tests import database, factories, sql, test_imports
from tests.claims import full_claims
from tests.claims.workflow.test_erasures import erase
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

# Of the parts of a request, what is read beside those under which answers are kept, and why it may be.
READ_TOO = {
    "REQUEST_METHOD": "GET and HEAD alone",
    "HTTP_COOKIE": "the language, and no session",
    "HTTP_ACCEPT_LANGUAGE": "the language",
    "HTTP_ACCEPT_ENCODING": "compressed or not",
    "HTTP_AUTHORIZATION": "nobody's",
    "CONTENT_LENGTH": "nothing",
    "HTTP_IF_NONE_MATCH": "304",
    "HTTP_IF_MATCH": "no answer with a tag of bytes is refused for it",
    "HTTP_IF_UNMODIFIED_SINCE": "answers have no date",
    "HTTP_IF_MODIFIED_SINCE": "answers have no date",
    "REMOTE_ADDR": "limits, which count each answer",
    "HTTP_X_FORWARDED_FOR": "limits",
    "HTTP_X_REQUEST_ID": "the log",
    "HTTP_USER_AGENT": "none is refused",
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "OPTIONS alone",
    "CSRF_COOKIE_NEEDS_UPDATE": "answers with forms set a cookie, and are not kept",
    "wsgi.url_scheme": "the scheme",
}


@pytest.fixture
def keeping(settings: Any) -> Iterator[None]:
    settings.CACHES = {**settings.CACHES, "answers": settings.KEPT_ANSWERS}
    caches["answers"].clear()
    yield
    caches["answers"].clear()


@pytest.fixture
def words() -> dict[str, Any]:
    claim = full_claims.signed_claim(1, contradicts=full_claims.signed_claim(2))
    snapshot = claim.appearances.get().snapshot
    source = snapshot.source
    factories.dossier(claim)
    found: dict[str, Any] = {"claim": claim.pk, "speaker": claim.speaker_id, "source": source.pk}
    found |= {"publisher": source.publisher_id, "topic": "roads", "number": last_number()}
    found["text_sha256"] = snapshot.text_sha256
    return found | {"text": quote(claim.text), "release": making.make(lambda _line: None).day}


@pytest.fixture
def claim() -> Claim:
    return factories.signed_claim()


def addresses(words: dict[str, Any]) -> list[str]:
    api = (urljoin("/api/v1/", each) for each in test_imports.PUBLIC_ADDRESSES)
    more = (
        "/api/v1/",
        "/api/v1/changes/",
        "/api/v1/rating-scale/",
        "/api/v1/claims/?as_of={number}",
    )
    return [each.format(**words) for each in (*test_imports.SITE_ADDRESSES, *api, *more)]


def ask(address: str, **headers: str) -> Any:
    answer = Client().get(address, headers=headers)
    whole = b"".join(answer)
    answer.close()
    return answer, whole


NOT_KEPT = {
    # Forms, and where their buttons lead.
    *("/match/", "/search/stop/x/", "/claims/{claim}/error/", "/send/", "/send/?sent"),
    *("/follow/search/?q=bridges", "/letters/stop/x/", "/follow/claim/{claim}/"),
    *("/follow/speaker/{speaker}/", "/follow/topic/{topic}/", "/follow/dossier/bridges/"),
    # Words of a search may be misspelt: what a job derives from publications, later.
    "/?q=150+bridges&role=minister&topic=roads",
    "/api/v1/match/?text={text}",
    "/api/v1/claims.jsonld",  # a stream
    # Releases are files, and so is the program.
    *("/check/", "/check/verify.py", "/claims/{claim}/copy.json"),
    *("/data/", "/data/releases/{release}/", "/data/releases/{release}/claims.csv.gz"),
    "/v1alpha1/claims:search?query=bridges&maxAgeDays=1",  # the time of day
}


def kept_addresses(words: dict[str, Any]) -> list[str]:
    left_out = {each.format(**words) for each in NOT_KEPT}
    return [each for each in addresses(words) if each not in left_out]


def is_again(answer: Any) -> bool:
    return hasattr(answer.wsgi_request, "kept_route")


def parts(answer: Any) -> dict[str, str]:
    """The headers, but for what each answer has anew."""
    new = ("X-Request-ID", "RateLimit", "RateLimit-Policy")
    return {name: value for name, value in answer.items() if name not in new}


def without_keeping(settings: Any, address: str, **headers: str) -> Any:
    kept = settings.CACHES
    settings.CACHES = {name: each for name, each in kept.items() if name != "answers"}
    try:
        return ask(address, **headers)
    finally:
        settings.CACHES = kept


@pytest.mark.long
def test_what_is_given_again_is_what_would_be_made_anew(
    keeping: None, words: dict[str, Any], settings: Any
) -> None:
    not_kept = {each.format(**words) for each in NOT_KEPT}
    for address in addresses(words):
        counts.shared().clear()
        fresh, body = without_keeping(settings, address)
        first, _body = ask(address)
        assert not is_again(first), address
        with CaptureQueriesContext(connection) as queries:
            again, again_body = ask(address)
        assert is_again(again) == (address not in not_kept), address
        if address in not_kept:
            continue
        assert len(queries) == 1, address
        assert (again.status_code, again_body) == (200, body), address
        assert parts(again) == parts(fresh) == parts(first), address

        tag = {"If-None-Match": again["ETag"]}
        unchanged, nothing = ask(address, **tag)
        assert is_again(unchanged), address
        assert (unchanged.status_code, nothing) == (304, b""), address
        assert unchanged["ETag"] == again["ETag"]
        assert unchanged["Cache-Control"] == "public, no-cache"
        as_before = parts(without_keeping(settings, address, **tag)[0])
        del as_before["Content-Length"]
        # Made from the whole answer, it may name more that such answers vary by.
        assert set(as_before.pop("Vary").split(", ")) <= set(unchanged["Vary"].split(", "))
        assert as_before.items() <= parts(unchanged).items(), address


def test_compressed_and_not(keeping: None, claim: Claim) -> None:
    address = f"/claims/{claim.pk}/"
    _plain, body = ask(address)
    for _each in range(2):
        found, packed = ask(address, **{"Accept-Encoding": "br, gzip"})
        assert found["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed) == body
    assert is_again(found)
    assert "Content-Encoding" not in ask(address)[0]
    assert is_again(ask(address, **{"If-None-Match": found["ETag"]})[0])


def test_a_proxy_that_only_revalidates(keeping: None, claim: Claim) -> None:
    """It never asks for the body, so none is kept."""
    address = f"/claims/{claim.pk}/"
    tag = {"If-None-Match": ask(address)[0]["ETag"]}
    caches["answers"].clear()
    answers = [ask(address, **tag)[0] for _each in range(2)]
    assert [each.status_code for each in answers] == [304, 304]
    assert [is_again(each) for each in answers] == [False, True]
    assert parts(answers[0]) == parts(answers[1]) | {"Content-Length": "0"}
    other, body = ask(address, **{"If-None-Match": '"another"'})
    assert (other.status_code, is_again(other), bool(body)) == (200, False, True)


def test_what_answers_vary_by(keeping: None, claim: Claim) -> None:
    address = f"/claims/{claim.pk}/"
    english, body = ask(address)
    spanish, cuerpo = ask(address, **{"Accept-Language": "es-MX, en;q=0.5"})
    assert (english["Content-Language"], spanish["Content-Language"]) == ("en", "es")
    assert not is_again(spanish)
    assert body != cuerpo
    assert ask(address, **{"Accept-Language": "es"})[1] == cuerpo
    assert ask(address, Cookie="language=es; csrftoken=x")[1] == cuerpo
    assert ask(f"/es{address}")[1] != body
    assert ask(address)[1] == body
    for headers in ({"Host": "localhost"}, {"Accept": "application/json"}):
        assert not is_again(ask(address, **headers)[0])
        assert is_again(ask(address, **headers)[0])
    assert not is_again(Client().get(address, secure=True))
    assert not is_again(ask(f"{address}?as_of=1")[0])
    assert ask(address, Host="elsewhere.example")[0].status_code == 400
    assert is_again(Client().head(address))


def test_who_is_signed_in_gets_nothing_that_is_kept(keeping: None, claim: Claim) -> None:
    page, api = f"/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/"
    for address in (page, api):
        ask(address)
    reporter = Client()
    reporter.force_login(factories.reporter())
    for _each in range(2):
        answer = reporter.get(page)
        assert not is_again(answer)
        assert "private" in answer["Cache-Control"]
    assert ask(api, Authorization="Token x")[0].status_code == 401
    assert not is_again(ask(page, Cookie="sessionid=x")[0])
    assert not is_again(Client().post(page))
    assert is_again(ask(page)[0])


def test_hiding_is_immediate(keeping: None, words: dict[str, Any]) -> None:
    page, api = f"/claims/{words['claim']}/", f"/api/v1/claims/{words['claim']}/"
    for address in (page, api, "/", "/api/v1/claims/"):
        assert b"(1)" in ask(address)[1]
        assert is_again(ask(address)[0])
    publishing.hold(words["claim"], factories.senior(), "legal", "A letter of a lawyer.")
    assert [ask(each)[0].status_code for each in (page, api)] == [404, 404]
    for address in ("/", "/api/v1/claims/"):
        answer, body = ask(address)
        assert not is_again(answer)
        assert b"(1)" not in body


def hold(claim: Claim) -> None:
    publishing.hold(claim.pk, factories.senior(), "legal", "A letter of a lawyer.")


def take_down(claim: Claim) -> None:
    takedowns.take_down(claim.appearances.get().snapshot_id, factories.senior(), "A letter.")


def protect(claim: Claim) -> None:
    speakers.protect(claim.speaker_id, factories.senior(), "A witness", "Asked for.")


def withdraw(claim: Claim) -> None:
    review.withdraw(claim.pk, factories.senior(), "Retracted.")


def erase_source(claim: Claim) -> None:
    erase("erase_source", claim.appearances.get().snapshot.source_id)


@pytest.mark.long
@pytest.mark.parametrize("hide", [hold, take_down, protect, withdraw, erase_source])
def test_what_another_server_hides_meanwhile_is_given_by_neither(
    keeping: None, settings: Any, hide: Callable[[Claim], None]
) -> None:
    """Before the version is read, between it and the answer, within that, and before the version is read again;
    where something else than a hold hides it, within the answer alone.
    """
    rates = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    memories = [settings.CACHES, {**settings.CACHES}]
    memories[1]["answers"] = {**settings.KEPT_ANSWERS, "LOCATION": "of another server"}
    first = f"/claims/{full_claims.signed_claim().pk}/"
    ask("/method/")  # what a process reads once
    with CaptureQueriesContext(connection) as queries:
        ask(first)
    last = len(queries) - 1
    for place in (0, 1, last // 2, last) if hide is hold else (last // 2,):
        claim = full_claims.signed_claim(place + 1)
        addresses = [f"/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/"]
        for settings.CACHES in memories:
            assert all(ask(each)[1] == ask(each)[1] for each in addresses)
        caches["answers"].clear()
        passed = 0

        def hide_once(execute: Any, *statement: Any) -> Any:
            nonlocal passed
            if passed == place:  # noqa: B023 - called in this round
                assert at_once(lambda: hide(claim)) == [None]  # noqa: B023
            passed += 1
            return execute(*statement)

        with connection.execute_wrapper(hide_once):
            ask(addresses[0])
        assert passed > place
        for address in addresses:
            true, body = without_keeping(settings, address)
            for settings.CACHES in memories * 2:
                answer, given = ask(address)
                assert answer.status_code == true.status_code, place
                assert answer.status_code != 200 or given == body, place


def test_what_the_public_does_not_read_changes_nothing(keeping: None, claim: Claim) -> None:
    address = f"/claims/{claim.pk}/"
    ask(address)
    notes.write(claim.pk, factories.editor(), "A note.")
    assert is_again(ask(address)[0])


def test_nothing_is_kept_of_a_transaction(keeping: None, claim: Claim) -> None:
    address = f"/claims/{claim.pk}/"
    with transaction.atomic():
        assert not is_again(Client().get(address))
    assert not is_again(ask(address)[0])
    with transaction.atomic():
        assert not is_again(Client().get(address))


def test_what_changes_meanwhile_is_not_kept(keeping: None, claim: Claim) -> None:
    """On the primary each statement of a page sees another state."""
    address = f"/claims/{claim.pk}/"

    def change_once(execute: Any, statement: str, *rest: Any) -> Any:
        if "claims_publication" in statement and not changed:
            changed.append(1)
            with database.connect("owner") as other:
                other.execute("DELETE FROM claims_synonyms WHERE false")
        return execute(statement, *rest)

    changed: list[int] = []
    with connection.execute_wrapper(change_once):
        assert not is_again(ask(address)[0])
    assert changed
    assert not is_again(ask(address)[0])
    assert is_again(ask(address)[0])


@pytest.fixture
def kept_connection() -> Iterator[Any]:
    """As in a server, whose requests take over the connection of the one before."""
    held: Any = connections["default"]
    held.ensure_connection()
    held.health_check_enabled, held.health_check_done = True, False
    yield held
    held.health_check_enabled = False


def test_reading_the_version_is_the_connections_check(
    keeping: None, kept_connection: Any, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/api/v1/claims/{claim.pk}/"
    ask(address)
    checked: list[bool] = []
    monkeypatch.setattr(kept_connection, "is_usable", lambda: checked.append(True))
    kept_connection.health_check_done = False
    assert is_again(ask(address)[0])
    assert checked == []


def test_a_connection_that_the_server_has_ended(
    keeping: None, kept_connection: Any, claim: Claim
) -> None:
    address = f"/claims/{claim.pk}/"
    _answer, shown = ask(address)
    with database.connect("default") as other:
        pid = kept_connection.connection.info.backend_pid
        assert other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid]).fetchone() == (True,)
    kept_connection.health_check_done = False
    answer, again = ask(address)
    assert (answer.status_code, again, is_again(answer)) == (200, shown, True)


def test_the_limits_of_the_api_count_each_answer(
    keeping: None, claim: Claim, settings: Any
) -> None:
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "anon": "3/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    counts.shared().clear()
    address = f"/api/v1/claims/{claim.pk}/"
    answers = [ask(address)[0] for _each in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert [is_again(each) for each in answers] == [False, True, True, False, False]
    assert [each["RateLimit"].split(";")[1] for each in answers[:3]] == ["r=2", "r=1", "r=0"]


def test_what_it_counts(keeping: None, claim: Claim, settings: Any) -> None:
    settings.MONITORING_TOKEN = "0123456789abcdef0123456789"
    labels = [metrics.KEPT_ANSWERS.labels(found) for found in ("hit", "miss")]
    route = metrics.REQUESTS.labels("site:claim", "GET", "200")
    before = [each._value.get() for each in (*labels, route)]
    for _each in range(3):
        ask(f"/claims/{claim.pk}/")
    after = [each._value.get() for each in (*labels, route)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 1, 3]


# What answers depend on


class Noting(dict[str, Any]):
    """A request's environment, which notes what is read of it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)


class NotingHandler(ClientHandler):
    def get_response(self, request: Any) -> Any:
        noting = Noting(request.META)
        request.META = request.environ = noting
        request.__dict__["headers"] = NotingHeaders(noting)
        answer: Any = super().get_response(request)
        answer.read = noting.read
        return answer


class NotingHeaders(HttpHeaders):
    def __init__(self, environ: Noting) -> None:
        super().__init__(dict(environ))
        self._noting = environ

    def __getitem__(self, name: str) -> str:
        self._noting.read.add(HttpHeaders.to_wsgi_name(name))
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._noting.read.add(HttpHeaders.to_wsgi_name(str(name)))
        return super().__contains__(name)


@pytest.mark.long
def test_answers_depend_on_nothing_else_in_a_request_and_on_watched_tables_alone(
    words: dict[str, Any],
) -> None:
    """Also on those that SQL functions read, which no statement shows."""
    client = Client()
    client.handler = NotingHandler()
    everything: set[str] = set()
    scans = "SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables"
    found: dict[str, set[str]] = {}
    for address in kept_addresses(words):
        with transaction.atomic():
            before = dict(sql.run(scans))  # of transactions before, too
            answer: Any = client.get(address)
            everything |= answer.read
            for table, count in sql.run(scans):
                if count > before.get(table, 0):
                    found.setdefault(table, set()).add(address)
    watched = set(public_version.watched_tables())
    assert {table: found[table] for table in found.keys() - watched} == {}
    assert len(found) > 15
    assert everything - set(kept_answers.NAMED) - READ_TOO.keys() == set()
    assert everything >= {"HTTP_ACCEPT", "HTTP_AUTHORIZATION", "HTTP_HX_TARGET"}


def test_statements_that_read_anything_else_are_seen() -> None:
    assert not public_version.reads_others(
        'SELECT "claims_publication"."number" FROM claims_exportrow'
    )
    assert public_version.reads_others("SELECT FROM claims_publication JOIN claims_claim c ON true")
    assert public_version.reads_others('SELECT "newsroom_user"."id"')
    for table in test_imports.MATCHED_TABLES:
        assert public_version.reads_others(f"SELECT FROM {table}")


# The version


MARK = "DELETE FROM claims_synonyms WHERE false"


def places() -> int:
    ((found,),) = sql.run("SELECT count(*) FROM newsroom_publicchange")
    return int(found)


def test_it_changes_when_a_transaction_commits() -> None:
    """In the order of commits, whichever began first; and nobody waits."""
    versions = [public_version.read()]
    with database.connect("owner") as first, database.connect("owner") as second:
        first.execute("SET lock_timeout = 1")
        second.execute("SET lock_timeout = 1")
        for each in (first, second, first):
            each.execute(MARK)
            assert public_version.read() == versions[-1]
        for each in (second, first):
            each.commit()
            versions.append(public_version.read())
        first.execute(MARK)
        first.rollback()
        assert public_version.read() == versions[-1]
        first.execute(MARK)
        first.commit()
        versions.append(public_version.read())
    assert len(set(versions)) == 4
    assert places() == 2


def test_savepoints() -> None:
    with database.connect("owner") as writer:
        version = public_version.read()
        writer.execute("SAVEPOINT one")
        writer.execute(MARK)
        writer.execute("ROLLBACK TO one")
        writer.execute("DELETE FROM claims_topic WHERE false")
        writer.commit()
        assert public_version.read() == version
        writer.execute("SAVEPOINT one")
        writer.execute(MARK)
        writer.execute("ROLLBACK TO one")
        writer.execute(MARK)
        writer.commit()
        assert public_version.read() != version


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_in_one_snapshot_no_place_is_taken_twice(level: str) -> None:
    with database.connect("owner") as early, database.connect("owner") as other:
        early.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        early.execute("SELECT 1 FROM newsroom_publicchange")
        for _each in range(3):
            other.execute(MARK)
            other.commit()
        version = public_version.read()
        early.execute(MARK)
        early.commit()
        assert public_version.read() != version


def test_a_transaction_of_another_server_is_another() -> None:
    """A restored database may come to a number again."""
    with database.connect("owner") as writer:
        writer.execute(
            "INSERT INTO newsroom_publicchange (mark, transaction, began)"
            " VALUES (gen_random_uuid(), pg_current_xact_id()::text::bigint, now() - interval '1 day')"
        )
        version = public_version.read()
        writer.execute(MARK)
        writer.commit()
    assert public_version.read() != version


def test_the_application_only_reads_it() -> None:
    for statement in (
        "UPDATE newsroom_publicchange SET began = now()",
        "DELETE FROM newsroom_publicchange",
        "INSERT INTO newsroom_publicchange VALUES (1, gen_random_uuid(), 1, now())",
        "ALTER TABLE claims_publication DISABLE TRIGGER marks_public_change",
    ):
        with (
            database.connect("default") as application,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            application.execute(statement)


# The cache


def test_long_answers_are_not_kept(
    keeping: None, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "LARGEST", 1000)
    for _each in range(2):
        assert not is_again(ask(f"/claims/{claim.pk}/")[0])


def test_the_setting() -> None:
    assert environment.PAGE_CACHE.read({}) == "memory"
    with pytest.raises(ImproperlyConfigured, match="memory or none"):
        environment.PAGE_CACHE.read({"PAGE_CACHE": "redis://cache:6379"})


def test_what_is_static_waits_for_no_database(settings: Any) -> None:
    request = RequestFactory()
    assert kept_answers._may_be_kept(request.get("/method/"))
    assert not kept_answers._may_be_kept(request.get(f"{settings.STATIC_URL}site/site.css"))
