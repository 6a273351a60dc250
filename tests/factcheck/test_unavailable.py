"""What is answered while the database is away, silent or too busy."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client, RequestFactory
from psycopg.conninfo import make_conninfo

from claims.formats.exports.streams import a_place, one_snapshot
from claims.publication.speakers import protect
from claims.search.planner import time_limit
from factcheck import database, unavailable
from factcheck.backend import base
from factcheck.logs import ExpectedFailures
from newsroom import current_request, timeouts
from newsroom.errors import Refused
from newsroom.history import acting
from tests import factories

SENTENCE = "The database does not answer just now. Try again in a minute."


def forget() -> None:
    base.DatabaseWrapper._away_until.clear()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@contextmanager
def elsewhere(host: str, port: int) -> Iterator[None]:
    """Django's connections lead there inside."""
    known = connections.settings["default"]
    before = {key: known[key] for key in ("HOST", "PORT", "OPTIONS")}
    connections.close_all()
    known.update(HOST=host, PORT=port, OPTIONS={"connect_timeout": 2})
    forget()
    try:
        yield
    finally:
        connections.close_all()
        known.update(before)
        forget()


@pytest.fixture
def silent(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[int]]:
    """A server that takes connections and never answers; the ports that came."""
    came: list[int] = []
    held: list[socket.socket] = []

    def take() -> None:
        while True:
            try:
                each, (_host, port) = listener.accept()
            except OSError:
                return
            held.append(each)
            came.append(port)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        with elsewhere(*listener.getsockname()), django_db_blocker.unblock():
            yield came
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for each in held:
        each.close()


def test_a_silent_database_is_said_at_once_to_all_but_the_first(
    silent: list[int], client: Client
) -> None:
    pages = [client.get("/"), client.get("/"), client.get("/method/")]
    assert [page.status_code for page in pages] == [503, 503, 503]
    assert [page["Retry-After"] for page in pages] == ["10", "10", "10"]
    assert all(page["Cache-Control"] == "no-store" for page in pages)
    assert all(SENTENCE in page.content.decode() for page in pages)
    assert len(silent) == 1
    forget()
    answer = client.get("/api/v1/claims/")
    assert (answer.status_code, answer.json()["detail"]) == (503, SENTENCE)
    assert client.get("/readyz").status_code == 503
    assert len(silent) == 2


def test_while_one_tries_again_the_others_still_fail_at_once(silent: list[int]) -> None:
    base.DatabaseWrapper._away_until["default"] = time.monotonic() - 1
    errors: list[str] = []

    def ask() -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=ask) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(silent) == 1
    assert sum("a moment ago" in each for each in errors) == 3


@pytest.mark.django_db
def test_a_search_says_that_it_takes_too_long_only_if_it_does() -> None:
    with pytest.raises(OperationalError), time_limit():
        raise OperationalError("gone")
    with (
        pytest.raises(Refused, match="takes too long"),
        time_limit(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(60)")


def test_it_is_a_line_in_the_log(
    silent: list[int], client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/")
    (record,) = (each for each in caplog.records if each.name == "django.request")
    assert ExpectedFailures().filter(record)
    assert record.exc_info is None
    assert "timeout expired" in record.getMessage()


@pytest.mark.django_db(transaction=True)
def test_a_page_whose_statement_takes_too_long_is_503(
    client: Client, owner_connection: psycopg.Connection[Any]
) -> None:
    with owner_connection.transaction():
        owner_connection.execute("LOCK TABLE claims_publication IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '100ms'")
        page = client.get("/")
    connection.close()
    assert page.status_code == 503
    shown = page.content.decode()
    assert "Reading this takes longer than it may." in shown
    assert "Nothing was changed" not in shown


def take_too_long() -> None:
    raise OperationalError from psycopg.errors.QueryCanceled()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "saved", "expected"),
    [
        ("GET", False, "Reading this takes longer"),
        ("GET", True, "Reading this takes longer"),
        ("POST", False, "Nothing was changed."),
        ("POST", True, "What you sent may be saved"),
    ],
)
def test_that_nothing_was_changed_is_said_only_where_it_is_so(
    method: str, saved: bool, expected: str
) -> None:
    current_request.begin()
    with suppress(ZeroDivisionError), acting(None):
        1 / int(saved)
    try:
        take_too_long()
    except OperationalError:
        answer = unavailable.error(RequestFactory().generic(method, "/api/v1/claims/"))
    finally:
        current_request.end()
    assert expected in json.loads(answer.content)["detail"]


class Proxy:
    """Between Django and the test's database; ``frozen``, it passes nothing on."""

    def __init__(self, to: Callable[[], socket.socket]) -> None:
        self._to = to
        self._open = True
        self.came = 0
        self.thawed = threading.Event()
        self.thawed.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while self._open:
            try:
                here, _address = self.listener.accept()
            except OSError:
                return
            self.came += 1
            there = self._to()
            for pair in ((here, there), (there, here)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self.thawed.wait()
                target.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            target.close()

    def close(self) -> None:
        self._open = False
        self.thawed.set()
        self.listener.close()


@pytest.fixture
def proxy(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    monkeypatch.setattr(base, "SILENCE", 0.3)
    monkeypatch.setattr(base, "PATIENT_SILENCE", 0.3)
    with psycopg.connect(**_address()) as found:
        host, port, password = found.info.host, found.info.port, found.info.password

    def to() -> socket.socket:
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(f"{host}/.s.PGSQL.{port}")
        return connected

    made = Proxy(to)
    monkeypatch.setitem(connections.settings["default"], "PASSWORD", password)
    with closing(made), elsewhere(*made.listener.getsockname()):
        yield made


def _address() -> dict[str, Any]:
    parameters = connections["default"].get_connection_params()
    left_out = {"cursor_factory", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if key not in left_out}


def test_a_long_statement_is_waited_for_while_the_server_answers(proxy: Proxy) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.5)::text, 'done'")
        assert cursor.fetchone() == ("", "done")


def test_no_thread_waits_for_a_server_that_has_stopped_answering(
    proxy: Proxy, client: Client
) -> None:
    assert client.get("/readyz").status_code == 200
    proxy.thawed.clear()
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="stopped answering"):
        cursor.execute("SELECT 1")
    assert connection.connection.closed
    proxy.thawed.set()
    forget()
    # As at the start of each request; the test's client leaves that out.
    close_old_connections()
    assert client.get("/readyz").status_code == 200


def test_who_had_a_connection_tries_one_other_and_no_third(
    proxy: Proxy, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a reader's 503 comes within 5 seconds, and threads are free for static files."""
    monkeypatch.setattr(base, "PAUSE", 600)
    assert client.get("/readyz").status_code == 200
    came = proxy.came
    proxy.thawed.clear()
    close_old_connections()
    assert client.get("/").status_code == 503
    assert client.get("/method/").status_code == 503
    assert proxy.came == came + 1


def test_nor_does_another_thread_that_has_one(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a long upload: one thread has looked its sender up, another answers."""
    monkeypatch.setattr(base, "PAUSE", 600)
    connected, frozen = threading.Event(), threading.Event()
    errors: list[str] = []

    def answer() -> None:
        try:
            connection.ensure_connection()
            connected.set()
            frozen.wait(60)
            close_old_connections()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError as error:
            errors.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    assert connected.wait(60)
    connection.ensure_connection()
    came = proxy.came
    proxy.thawed.clear()
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="stopped answering"):
        cursor.execute("SELECT 1")
    frozen.set()
    thread.join()
    assert errors == ["The database did not answer a moment ago."]
    assert proxy.came == came + 1


def test_a_reader_waits_for_less_than_five_seconds() -> None:
    assert base.SILENCE + base.REACHED < 5
    assert database.CONNECT_TIMEOUT < 5


# What takes longer than a page says so


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        (value,) = cursor.fetchone()
        return str(value)


@pytest.fixture
def of_role(transactional_db: None) -> Iterator[None]:
    """This connection has the limits of the application's role."""
    with connection.cursor() as cursor:
        for name, value in timeouts.OF_ROLE.items():
            if name != "deadlock_timeout" and not name.startswith("log_"):  # a superuser's
                cursor.execute(f"SET {name} = '{value}'")
    yield
    connection.close()


def test_changes_may_take_longer_than_pages(of_role: None) -> None:
    assert shown("statement_timeout") == "5s"
    with acting(factories.editor()):
        assert shown("statement_timeout") == "1min"
        timeouts.at_least(timeouts.LONG_CHANGE)
        assert shown("statement_timeout") == "10min"
        with acting(factories.editor()):
            assert shown("statement_timeout") == "10min"
    assert shown("statement_timeout") == "5s"


@pytest.mark.django_db(transaction=True)
def test_no_limit_stays_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    with acting(None):
        assert shown("statement_timeout") == "0"


def test_protecting_a_name_may_take_minutes(of_role: None, monkeypatch: Any) -> None:
    found = []
    monkeypatch.setattr(
        "claims.publication.speakers._refuse_named",
        lambda *_given: found.append(shown("statement_timeout")),
    )
    protect(factories.speaker().pk, factories.senior(), "a witness", "Threatened.")
    assert found == ["10min"]


LONGER = "SELECT pg_sleep(0.4)"  # than the limit below


@pytest.fixture
def short_limit(transactional_db: None) -> Iterator[None]:
    """The application's role has a limit of a moment in this database, as every new connection."""
    with connection.cursor() as cursor:
        limit = "ALTER ROLE CURRENT_USER IN DATABASE {} {} statement_timeout"
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"{limit.format(name, 'SET')} = '100ms'")
    connection.close()
    yield
    with connection.cursor() as cursor:
        cursor.execute(limit.format(name, "RESET"))
    connection.close()


@pytest.mark.parametrize("within", [lambda: acting(None), one_snapshot])
def test_what_says_so_runs_past_the_limit_of_pages(short_limit: None, within: Any) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute(LONGER)
        with within():
            cursor.execute(LONGER)


def test_commands_and_workers_do_too(short_limit: None) -> None:
    with psycopg.connect(**_address()) as page, pytest.raises(psycopg.errors.QueryCanceled):
        page.execute(LONGER)
    options = timeouts.options(timeouts.OF_COMMANDS)
    with psycopg.connect(**_address() | {"options": options}) as command:
        command.execute(LONGER)


def test_a_place_of_an_export_may_be_idle(of_role: None) -> None:
    assert shown("idle_in_transaction_session_timeout") == "1min"
    with a_place(2):
        assert shown("idle_in_transaction_session_timeout") == "0"


def test_commands_and_workers_connect_past_a_pooler_and_without_these_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environ = {
        "DATABASE_URL": "postgresql://app:a@pooler.example:6432/factcheck",
        "DATABASE_DIRECT_URL": "postgresql://app:a@db.example/factcheck?options=-c%20a.b%3D1",
        "DATABASE_OWNER_URL": "postgresql://owner:o@db.example/factcheck",
    }
    web = database.databases(environ)["default"]
    assert (web["HOST"], web["OPTIONS"]) == ("pooler.example", {"connect_timeout": 4})
    monkeypatch.setattr(database, "of_command", True)
    command, owner = database.databases(environ).values()
    assert command["HOST"] == "db.example"
    assert command["OPTIONS"]["options"] == f"{timeouts.options(timeouts.OF_COMMANDS)} -c a.b=1"
    assert owner["OPTIONS"]["options"] == timeouts.options(timeouts.OF_MIGRATIONS)
    assert make_conninfo(options=command["OPTIONS"]["options"])


# Nothing that was said before is said again


def test_pages_that_were_kept_are_not_given(
    settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any, **_also: Any) -> Any:
        raise OperationalError("gone")

    locmem = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"answers": {"BACKEND": locmem, "LOCATION": "of a test"}}
    client = Client(raise_request_exception=False)
    for _each in range(2):
        assert client.get("/method/")["Cache-Control"] == "public, no-cache"
    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        answer = client.get("/method/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Cache-Control"] == "no-store"
