"""A public read has one connection, which a replica's may take the place of; nothing opens another."""

import ast

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client, RequestFactory

from factcheck import database, replica_reads
from newsroom import replicas
from tests import test_imports
from tests.test_pooler import modules

# Beside Django's default connection: by name, by psycopg, or in a thread, which has its own.
OTHERS = {
    *("using", "db_manager", "connect", "create_connection", "get_new_connection"),
    *("ConnectionHandler", "ConnectionProxy", "Thread", "ThreadPool", "ThreadPoolExecutor"),
    *("to_thread", "run_in_executor", "sync_to_async", "start_new_thread"),
}
# What no public read gets to, and what gives them their connection.
ELSEWHERE = (
    *("newsroom/replicas.py", "factcheck/backend/base.py"),
    "newsroom/history.py",  # of the default connection, but in commands of the owner
    *("newsroom/privileges.py", "newsroom/management/", "newsroom/sql_loading.py"),
    *("newsroom/password_links.py", "claims/management/"),
    *("factcheck/management/", "factcheck/backup/", "factcheck/embedded.py", "factcheck/checks.py"),
    "factcheck/worker_watch.py",
    "factcheck/senders.py",  # whose session or token it is, before a view is called
    *("claims/imports/", "sources/http_client.py", "sources/speech.py"),  # of workers
    *("claims/transparency/cosigning.py", "claims/transparency/stamping.py"),  # of the signer
    "claims/publication/epochs.py",  # of who publishes
    "claims/assistants/server.py",  # a command of its own, which reads the primary
)
DERIVED = {
    # From publications, in the same transaction.
    *("claims_publishedquantity", "claims_publicationsource", "claims_publicationpublisher"),
    *("claims_publishedtopic", "claims_publicationtopic", "claims_exportrow"),
    # By a job, later: what is found by them is read from publications.
    *test_imports.MATCHED_TABLES,
}


def others_in(tree: ast.Module) -> list[int]:
    """The lines on which another connection is taken."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("connections"):
            found.append(node.lineno)
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in OTHERS and not _connects_a_signal(node):
                found.append(node.lineno)
            found += [node.lineno for each in node.keywords if each.arg == "using"]
            if ast.unparse(node.func).endswith("connection.copy"):
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "django.db":
            # By a name that is looked for.
            found += [node.lineno for each in node.names if each.asname and "conn" in each.name]
    return found


def _connects_a_signal(call: ast.Call) -> bool:
    return any(each.arg == "dispatch_uid" for each in call.keywords)


def test_public_reads_take_no_other_connection() -> None:
    found = [
        f"{name}:{line}"
        for name, tree in modules()
        if not name.startswith(ELSEWHERE)
        for line in others_in(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'connections["default"].cursor()',
        'db.connections["owner"]',
        'Claim.objects.using("default")',
        'Claim.objects.db_manager("default")',
        "connection.copy()",
        "from django.db import connections as others",
        "asyncio.to_thread(read)",
        "psycopg.connect(address)",
        "Thread(target=read)",
        "transaction.atomic(using=alias)",
    ],
)
def test_others_would_be_found(line: str) -> None:
    assert others_in(ast.parse(line)) == [1]
    assert others_in(ast.parse("connection.cursor()")) == []


def test_each_table_that_the_public_reads_is_on_the_list_of_an_app() -> None:
    """Or a change of it would not wait until replicas have it."""
    assert set(replicas.public_tables()) | DERIVED >= test_imports.SITE_TABLES
    assert not DERIVED.intersection(replicas.public_tables())


@pytest.mark.django_db
def test_they_exist() -> None:
    assert set(connection.introspection.table_names()) >= set(replicas.public_tables())


def test_without_the_setting_nothing_is_in_the_way() -> None:
    assert set(database.databases({"DATABASE_URL": "postgresql://a@b/c"})) == {"default", "owner"}
    assert not replicas.configured()
    handler = Client().handler
    handler.load_middleware()
    assert "replica" not in connections.settings


def test_the_address_of_replicas() -> None:
    environ = {
        "DATABASE_URL": "postgresql://app@db/news",
        "DATABASE_REPLICA_URL": "postgresql://app:x@one,two:5433/news?sslmode=require",
    }
    found = database.databases(environ)[replicas.ALIAS]
    assert (found["HOST"], found["PORT"], found["USER"]) == ("one,two", ",5433", "app")
    assert found["OPTIONS"]["load_balance_hosts"] == "random"
    assert found["OPTIONS"]["sslmode"] == "require"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not"):
        database.databases({"DATABASE_REPLICA_URL": environ["DATABASE_REPLICA_URL"]})
    environ["DATABASE_EXPORTS_REPLICA_URL"] = "postgresql://app:x@three/news"
    assert database.databases(environ)[replicas.OF_EXPORTS]["HOST"] == "three"


def test_what_is_a_public_read() -> None:
    def view() -> None: ...

    def read(request: HttpRequest) -> bool:
        return replica_reads.is_public_read(request, replicas.public_read(view))

    ask = RequestFactory()
    assert read(ask.get("/"))
    assert read(ask.head("/"))
    assert not read(ask.post("/"))
    assert not read(ask.options("/"))
    assert not read(ask.get("/", headers={"Authorization": "Token x"}))
    signed_in = ask.get("/")
    signed_in.COOKIES["sessionid"] = ""
    assert not read(signed_in)
    assert not replica_reads.is_public_read(ask.get("/"), lambda: None)
