"""Imports point down only: the arrows of docs/architecture.md, read from every file of ours."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.publication.point_in_time import last_number
from tests import factories
from tests.claims import full_claims

ROOT: Path = settings.BASE_DIR
APPS = ("newsroom", "sources", "claims")  # each may import itself and those before it
FACES = ("admin", "api", "site")
WEB = ("django.http", "django.shortcuts", "django.contrib.admin", "rest_framework", "unfold")

# From the leaves up. What is not named here is a verb.
LEVELS = {
    "choices": 0,
    "errors": 0,
    "anchors": 0,
    **dict.fromkeys(("asked", "holding", "quantities", "days"), 0),
    "slips": 0,
    "querysets": 1,
    "models": 2,
    "representation": 3,
    "verbs": 4,
    "objects": 5,
    "chain": 5,
    "delivering": 5,
    "seeding": 5,
    **dict.fromkeys(("claimreview", "provenance", "annotations", "exports"), 5),
    "management": 6,
    "middleware": 6,
    "jobs": 6,
    **dict.fromkeys(FACES, 7),
}


class Import(NamedTuple):
    by: str  # dotted name of the importing module
    of: str  # dotted name of what is imported
    inside: str  # the function in which it stands, if any
    only_types: bool  # for the type checker alone


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_in(path: Path) -> Iterator[Import]:
    by = module_of(path)

    def walk(node: ast.AST, inside: str, only_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for name in child.names:
                    yield Import(by, name.name, inside, only_types)
            elif isinstance(child, ast.ImportFrom):
                assert not child.level, f"{by}: a relative import"
                for name in child.names:
                    yield Import(by, f"{child.module}.{name.name}", inside, only_types)
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from walk(
                child,
                getattr(child, "name", "lambda") if function else inside,
                only_types or types,
            )

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "", only_types=False)


@cache
def imports() -> tuple[Import, ...]:
    return tuple(
        each
        for top in (*APPS, "factcheck", "tests")
        for path in sorted((ROOT / top).rglob("*.py"))
        for each in imports_in(path)
    )


def app_of(module: str) -> str:
    return module.partition(".")[0]


def place_of(module: str) -> str:
    """The layer that a module of an app belongs to; empty for the app's own configuration."""
    inner = module.split(".")[1:2]
    if not inner or inner[0] in ("apps", "migrations", "urls", "privileges", "tracking"):
        return ""
    if module.startswith("newsroom.jobs"):
        return "verbs"  # how every verb enqueues; the other apps' jobs.py stand above their verbs
    return inner[0] if inner[0] in LEVELS else "verbs"


def face_of(module: str) -> str:
    place = place_of(module) if app_of(module) in APPS else ""
    return place if place in FACES else ""


def broken(rule: str, found: list[Import]) -> None:
    assert not found, f"{rule}: " + "; ".join(f"{each.by} imports {each.of}" for each in found)


def test_the_files_are_read() -> None:
    pairs = {(each.by, each.of) for each in imports()}
    assert ("claims.workflow.review", "sources.capture.sha256") in pairs
    assert ("sources.models.documents", "newsroom.models.User") in pairs
    assert any(each.only_types for each in imports())
    assert len({each.by for each in imports()}) > 50


def test_apps_import_downwards_only() -> None:
    broken(
        "claims → sources → newsroom, and none the project",
        [
            each
            for each in imports()
            if app_of(each.by) in APPS
            and app_of(each.of) in (*APPS, "factcheck")
            and app_of(each.of) not in APPS[: APPS.index(app_of(each.by)) + 1]
        ],
    )


def test_layers_import_downwards_only() -> None:
    found = []
    for each in imports():
        if app_of(each.by) not in APPS or app_of(each.of) not in APPS or each.only_types:
            continue
        upper, lower = place_of(each.by), place_of(each.of)
        if upper and lower and LEVELS[lower] > LEVELS[upper]:
            found.append(each)
    broken("faces → verbs → representation → models → querysets → choices", found)


def test_faces_do_not_import_each_other() -> None:
    broken(
        "a face imports no other face",
        [
            each
            for each in imports()
            if face_of(each.by) and face_of(each.of) and face_of(each.by) != face_of(each.of)
        ],
    )


def test_only_workers_import_an_apps_jobs() -> None:
    broken(
        "a job is enqueued by its name, so a web server never loads what only jobs need",
        [
            each
            for each in imports()
            if app_of(each.by) != "tests" and re.match(r"(sources|claims)\.jobs\b", each.of)
        ],
    )


def test_only_faces_know_of_the_web() -> None:
    broken(
        "verbs never import HTTP or DRF",
        [
            each
            for each in imports()
            if app_of(each.by) in APPS
            and each.of.startswith(WEB)
            and not face_of(each.by)
            and place_of(each.by) != "middleware"
            and not each.by.endswith(".urls")
        ],
    )


def test_nothing_imports_the_tests() -> None:
    broken(
        "what runs never imports tests",
        [each for each in imports() if app_of(each.of) == "tests" and app_of(each.by) != "tests"],
    )


# (module, function) -> why the import can't stand at the top. There is none.
INSIDE: dict[tuple[str, str], str] = {}


def test_no_import_stands_in_a_function() -> None:
    broken(
        "an import inside a function is an arrow drawn wrongly",
        [each for each in imports() if each.inside and (each.by, each.inside) not in INSIDE],
    )


# The public reads publications, and of sources what a publication names.
PUBLIC_TABLES = {
    *("claims_publication", "claims_publishedquantity"),
    *("sources_publisher", "sources_source", "sources_speaker", "sources_alias", "sources_role"),
    *("sources_speakermerge",),
}
PUBLIC_ADDRESSES = (
    *("claims/", "claims/{claim}/", "claims/?status=verified", "claims/?q=bridges"),
    *("claims/?speaker={speaker}", "claims/?source={source}", "claims/?contradicts={claim}"),
    *("speakers/", "speakers/{speaker}/", "sources/", "sources/{source}/", "publishers/"),
    *("claims.jsonld", "claims/{claim}.jsonld", "claims/{claim}/prov.json"),
    *("claims/{claim}/annotations.json", "/v1alpha1/claims:search?query=bridges&maxAgeDays=1"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_the_public_api_reads_no_working_table(address: str) -> None:
    claim = factories.signed_claim()
    words = {"claim": claim.pk, "speaker": claim.speaker_id}
    words["source"] = claim.appearances.get().snapshot.source_id
    tables = connection.introspection.table_names()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(urljoin("/api/v1/", address.format(**words)))
        said = b"".join(answer)
    assert answer.status_code == 200, said
    read = {table for table in tables for each in queries if f'"{table}"' in each["sql"]}
    ours = {table for table in read if table.startswith(APPS)}
    assert ours
    assert ours <= PUBLIC_TABLES


# Of a stored text the site reads the sentence around what a publication quotes, unless it is taken
# down, and whether the source still has it so.
SITE_TABLES = PUBLIC_TABLES | {
    "claims_flatpublication",  # a publication's own words
    *("sources_snapshot", "sources_takedown", "sources_anchorcheck", "sources_sighting"),
}
SITE_ADDRESSES = (
    *(
        "/",
        "/?q=150+bridges&role=minister&topic=roads",
        "/?speaker=Ana+Nunes+1",
        "/search.atom?q=x",
    ),
    *("/search/counts/?q=bridges", "/search/speakers/?q=nunes", "/search.json?status=verified"),
    *("/claims/{claim}/", "/claims/{claim}/?as_of={number}", "/speakers/{speaker}/"),
    *("/sources/{source}/", "/publishers/{publisher}/", "/topics/{topic}/"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", SITE_ADDRESSES)
def test_the_public_pages_read_no_working_table(address: str) -> None:
    claim = full_claims.signed_claim(1, contradicts=full_claims.signed_claim(2))
    source = claim.appearances.get().snapshot.source
    words: dict[str, Any] = {"claim": claim.pk, "speaker": claim.speaker_id, "source": source.pk}
    words |= {"publisher": source.publisher_id, "topic": "roads", "number": last_number()}
    tables = connection.introspection.table_names()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(address.format(**words))
    assert answer.status_code == 200
    # Within our own SQL no name is between quotation marks.
    read = {
        table for table in tables for each in queries if re.search(rf"\b{table}\b", each["sql"])
    }
    assert {table for table in read if table.startswith(APPS)} <= SITE_TABLES
