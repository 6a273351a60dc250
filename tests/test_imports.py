"""Imports point down only: one ordered list of every package, held against every file."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims.formats.releases import making
from claims.matching import indexing
from claims.publication.point_in_time import last_number
from claims.site import urls as site
from tests import factories
from tests.claims import full_claims

ROOT: Path = settings.BASE_DIR

# From the top down. A module belongs to the entry with the longest matching prefix. It may import
# its own entry and every line below; entries on one line may not import each other.
ORDER = (
    ("tools.screenshots",),
    ("tests",),
    ("benchmarks", "tools", "ops"),
    ("manage", "gunicorn.conf"),
    ("factcheck",),
    (
        "claims.admin",
        "claims.site",
        "claims.api",
        "claims.management",
        "claims.jobs",
        "claims.apps",
    ),
    ("claims.assistants",),
    ("claims.capture",),
    ("claims.inbox",),
    ("claims.matching",),
    ("claims.workflow",),
    ("claims.notifications",),
    ("claims.formats", "claims.presentation"),
    ("claims.publication",),
    ("claims.transparency",),
    ("claims.locking", "claims.imports"),
    ("claims.models",),
    ("claims.querysets",),
    ("claims.search",),
    ("claims.choices",),
    ("sources.admin", "sources.apps"),
    ("sources",),
    ("sources.models",),
    ("sources.querysets",),
    ("sources.anchors",),
    ("sources.choices",),
    ("newsroom.admin", "newsroom.management", "newsroom.middleware", "newsroom.apps"),
    ("newsroom.account",),
    ("newsroom",),
    ("newsroom.models",),
    ("newsroom.querysets",),
    ("newsroom.addresses", "newsroom.names"),
    (
        *("newsroom.choices", "newsroom.errors", "newsroom.event_texts"),
        *("newsroom.schema", "newsroom.texts"),
    ),
    ("nlp",),
)
LEVEL = {entry: number for number, line in enumerate(ORDER) for entry in line}
OURS = tuple(dict.fromkeys(entry.partition(".")[0] for entry in LEVEL))
APPS = ("claims", "sources", "newsroom")
FACES = ("claims.admin", "claims.site", "claims.api", "sources.admin", "newsroom.admin")
WEB = ("django.http", "django.shortcuts", "django.contrib.admin", "rest_framework", "unfold")
MAY_KNOW_THE_WEB = (
    *FACES,
    "newsroom.account",
    "newsroom.file_parts",
    "newsroom.middleware",
    "newsroom.problems",
    "newsroom.templates_backend",
    "newsroom.throttling",
    "newsroom.uploads",
    "factcheck",
    "tests",
    "tools",
    "benchmarks",
)


class Import(NamedTuple):
    by: str  # dotted name of the importing module
    of: str  # dotted name of what is imported
    function: str  # the function in which it stands, if any
    only_types: bool  # for the type checker alone


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def modules() -> dict[str, Path]:
    """Every module of ours but migrations, by dotted name."""
    paths = [path for top in OURS for path in (ROOT / top).rglob("*.py")]
    return {
        module_of(path): path
        for path in sorted([*paths, *ROOT.glob("*.py")])
        if "migrations" not in path.parts and module_of(path)
    }


@cache
def inner_modules() -> frozenset[str]:
    """All but the packages themselves, whose names are ordinary words."""
    return frozenset(modules().keys() - set(OURS))


def imports_in(module: str, path: Path) -> Iterator[Import]:
    production = app_of(module) in (*APPS, "nlp")

    def walk(node: ast.AST, function: str, only_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for name in child.names:
                    yield Import(module, name.name, function, only_types)
            elif isinstance(child, ast.ImportFrom):
                assert not child.level, f"{module}: a relative import"
                for name in child.names:
                    yield Import(module, f"{child.module}.{name.name}", function, only_types)
            elif isinstance(child, ast.Constant) and production and dotted(child.value):
                yield Import(module, str(child.value), "", only_types)
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from walk(
                child,
                getattr(child, "name", "lambda") if is_function else function,
                only_types or types,
            )

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "", only_types=False)


def dotted(value: object) -> bool:
    """Whether a string names a module of ours or something in it, as ``import_string`` takes it."""
    return (
        isinstance(value, str)
        and re.fullmatch(r"[a-z_]+(\.\w+)+", value) is not None
        and not inner_modules().isdisjoint((value, value.rpartition(".")[0]))
    )


@cache
def imports() -> tuple[Import, ...]:
    return tuple(each for module, path in modules().items() for each in imports_in(module, path))


def entry_of(module: str) -> str | None:
    """The entry of ORDER that a module, or a name in one, belongs to."""
    parts = module.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in LEVEL), None)


def app_of(module: str) -> str:
    return module.partition(".")[0]


def refuse(rule: str, found: list[Import]) -> None:
    assert not found, f"{rule}: " + "; ".join(f"{each.by} imports {each.of}" for each in found)


def test_the_files_are_read() -> None:
    pairs = {(each.by, each.of) for each in imports()}
    assert ("claims.workflow.review", "sources.capture.sha256") in pairs
    assert ("sources.models.documents", "newsroom.models.User") in pairs
    assert any(each.only_types for each in imports())
    assert len(modules()) > 400


def test_every_package_is_on_the_list() -> None:
    missing = [module for module in modules() if entry_of(module) is None]
    assert missing == ["claims"], f"not on the list: {missing}"  # claims/__init__.py is empty
    folders = {path.parent for path in modules().values() if path.parent.parent == ROOT}
    assert {folder.name for folder in folders} == set(OURS) - {"manage", "gunicorn"}


def test_every_entry_has_modules() -> None:
    assert {entry_of(module) for module in modules()} - {None} == set(LEVEL)


def test_imports_point_down() -> None:
    refuse(
        "imports point down the list",
        [
            each
            for each in imports()
            if app_of(each.of) in OURS
            and (by := entry_of(each.by))
            and (of := entry_of(each.of))
            and by != of
            and LEVEL[of] <= LEVEL[by]
        ],
    )


def test_nlp_imports_nothing_of_ours_and_no_django() -> None:
    refuse(
        "nlp reads text and knows nothing else",
        [
            each
            for each in imports()
            if app_of(each.by) == "nlp"
            and app_of(each.of) in {"django", "rest_framework", "psycopg", *OURS} - {"nlp"}
        ],
    )


def test_only_workers_import_an_apps_jobs() -> None:
    refuse(
        "a job is enqueued by its name, so a web server never loads what only jobs need",
        [
            each
            for each in imports()
            if app_of(each.by) != "tests" and re.match(r"(sources|claims)\.jobs\b", each.of)
        ],
    )


def test_only_faces_know_of_the_web() -> None:
    refuse(
        "verbs never import HTTP or DRF",
        [
            each
            for each in imports()
            if each.of.startswith(WEB)
            and not each.by.startswith(MAY_KNOW_THE_WEB)
            and not each.by.endswith(".urls")
        ],
    )


# (module, function) -> why the import can't stand at the top. There is none.
IN_A_FUNCTION: dict[tuple[str, str], str] = {}


def test_no_import_stands_in_a_function() -> None:
    refuse(
        "an import inside a function is an arrow drawn wrongly",
        [e for e in imports() if e.function and (e.by, e.function) not in IN_A_FUNCTION],
    )


# The public reads publications, and of sources what a publication names.
PUBLIC_TABLES = {
    *("claims_publication", "claims_publishedquantity"),
    *("claims_publicationsource", "claims_publicationpublisher"),
    *("claims_publishedtopic", "claims_publicationtopic"),
    *("sources_publisher", "sources_source", "sources_speaker", "sources_alias", "sources_role"),
    *("sources_speakermerge",),
    "claims_synonyms",  # what searches take for the same; of no claim
    "claims_claimtoshow",  # whether any waits; of such a body only what may be named is served
}
# Copies elsewhere, where no text of the source is taken down.
COPY_TABLES = {"sources_archivedcopy", "sources_takedown", "sources_snapshot"}
# What is matched has the words of publications beside those of working claims; see in_public_scope().
MATCHED_TABLES = {"claims_matchword", "claims_matchposting"}
PUBLIC_ADDRESSES = (
    *("claims/", "claims/{claim}/", "claims/?status=verified", "claims/?q=bridges"),
    *("claims/?speaker={speaker}", "claims/?source={source}", "claims/?contradicts={claim}"),
    *("speakers/", "speakers/{speaker}/", "sources/", "sources/{source}/", "publishers/"),
    *("topics/", "topics/?q=roads"),
    *("claims.jsonld", "claims/{claim}.jsonld", "claims/{claim}/prov.json"),
    *("claims/{claim}/annotations.json", "/v1alpha1/claims:search?query=bridges&maxAgeDays=1"),
    "match/?text={text}",
    "reconcile/claims/suggest/entity/?prefix=bridges",
    "reconcile/speakers/suggest/entity/?prefix=Ana",
    "reconcile/speakers/?queries={%22q%22:{%22query%22:%22Ana%20Nuñez%22}}".replace(
        "{%22", "{{%22"
    ).replace("%22}}", "%22}}}}"),
)


def tables_read(statements: list[str]) -> set[str]:
    """Ours among the tables that these statements name; within our own SQL without quotation marks."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(APPS)]
    return {name for name in tables for each in statements if re.search(rf"\b{name}\b", each)}


def in_public_scope(statements: list[str]) -> bool:
    """Whether all that is read of matching are the words of publications."""
    return all(
        "scope = 1 " in each
        for each in statements
        if not MATCHED_TABLES.isdisjoint(tables_read([each]))
    )


@pytest.mark.one_server
@pytest.mark.django_db
def test_the_public_api_reads_no_working_table() -> None:
    claim = factories.signed_claim()
    indexing.bring_up_to_date()
    words = {"claim": claim.pk, "speaker": claim.speaker_id, "text": quote(claim.text)}
    words["source"] = claim.appearances.get().snapshot.source_id
    for address in PUBLIC_ADDRESSES:
        caches["default"].clear()
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(urljoin("/api/v1/", address.format(**words)))
            body = b"".join(answer)
        assert answer.status_code == 200, (address, body)
        statements = [each["sql"] for each in queries]
        read = tables_read(statements)
        assert read, address
        copies = COPY_TABLES if address.startswith("sources/") else set()
        assert read <= PUBLIC_TABLES | MATCHED_TABLES | copies, address
        assert in_public_scope(statements), address
        if address.startswith("match/"):
            assert str(claim.pk) in body.decode()
            assert read >= MATCHED_TABLES


# Of a stored text the site reads the sentence around what a publication quotes, unless it is taken
# down, and whether the source still has it so.
SITE_TABLES = (
    PUBLIC_TABLES
    | COPY_TABLES
    | {
        "claims_exportrow",  # a publication's own words
        *("claims_erasure", "claims_erasedpublication"),  # that a version was erased, and why
        "claims_translation",  # which claims have one that takes another one's place
        "claims_epoch",  # which numbers were lost in a restore
        *("claims_label", "claims_labeledition"),  # the newsroom's own, as two people signed them
        *("newsroom_policy", "claims_reviewpolicy"),  # how the newsroom works: the page Method
        *(
            "claims_dossier",
            "claims_dossieredition",
        ),  # what two people signed; whether it is offline
        *("sources_anchorcheck", "sources_sighting"),
        "sources_timestamp",  # when the texts that publications name existed
    }
)
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
    "/sources/{source}/texts/{text_sha256}.sha256",
    *("/dossiers/", "/dossiers/bridges/", "/dossiers/bridges/feed/", "/match/"),
    *("/under-review/", "/under-review/feed/"),
    *(
        "/claims/{claim}/feed/",
        "/claims/{claim}/map/",
        "/speakers/{speaker}/map/",
        "/topics/{topic}/map/",
    ),
    *("/corrections/", "/corrections/feed/", "/updates/", "/updates/feed/"),
    *(
        "/claims/{claim}/copy.json",
        "/claims/{claim}/card.png",
        "/claims/{claim}/error/",
        "/search/stop/x/",
        "/method/",
        "/check/",
        "/check/verify.py",
        "/data/",
        "/data/releases/{release}/",
        "/data/releases/{release}/claims.csv.gz",
    ),
    *("/send/", "/send/?sent", "/follow/search/?q=bridges", "/letters/stop/x/"),
    *("/follow/claim/{claim}/", "/follow/speaker/{speaker}/", "/follow/topic/{topic}/"),
    "/follow/dossier/bridges/",
    *(
        *("/speakers/", "/topics/", "/publishers/", "/sources/"),
        *("/robots.txt", "/sitemap.xml", "/sitemap/claims-0.xml", "/sitemap/pages-0.xml"),
        "/sitemap/speakers-0.xml",
        "/claims/{claim}/embed/",
        "/speakers/{speaker}/embed/",
        "/oembed?url=" + quote(f"{settings.SITE_URL}/claims/") + "{claim}/",
    ),
)


def test_every_public_page_is_among_them() -> None:
    numbers = dict.fromkeys(("claim", "speaker", "source", "publisher", "number", "release"), 1)
    tried = {
        resolve(
            address.partition("?")[0].format(**numbers, topic="roads", text_sha256="0")
        ).url_name
        for address in SITE_ADDRESSES
    }
    pages = {
        str(each.name) for each in site.urlpatterns if not str(each.pattern).startswith("working")
    }
    # What takes POST alone; files that are there if the settings name them, or the publisher permits.
    by_settings = {"brand-logo", "brand-colours", "check-keys", "source-stamp"}
    by_settings |= {"recording", "recording-captions"}  # of transcripts
    assert pages - tried == {"language", *by_settings, "source-wacz", "source-warc"}


@pytest.mark.one_server
@pytest.mark.django_db
def test_the_public_pages_read_no_working_table() -> None:
    claim = full_claims.signed_claim(1, contradicts=full_claims.signed_claim(2))
    snapshot = claim.appearances.get().snapshot
    source = snapshot.source
    factories.dossier(claim)
    words: dict[str, Any] = {"claim": claim.pk, "speaker": claim.speaker_id, "source": source.pk}
    words["text_sha256"] = snapshot.text_sha256
    words |= {"publisher": source.publisher_id, "topic": "roads", "number": last_number()}
    words["release"] = making.make(lambda _line: None).day
    for address in SITE_ADDRESSES:
        caches["default"].clear()
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(address.format(**words))
        assert answer.status_code == 200, address
        if address.startswith("/dossiers/bridges/"):
            assert claim.text in answer.content.decode()
        statements = [each["sql"] for each in queries]
        # Words of a search may be misspelt names.
        matched = MATCHED_TABLES if address.startswith("/?q=") else set()
        if address.startswith("/data/"):
            matched = {"sources_protectedname"}  # whether a name was protected since a release
        assert tables_read(statements) <= SITE_TABLES | matched, address
        assert in_public_scope(statements), address


@pytest.mark.django_db
def test_the_page_of_matches_reads_the_words_of_publications_alone() -> None:
    claim = full_claims.signed_claim(1)
    indexing.bring_up_to_date()
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post("/match/", {"text": claim.text})
    assert claim.text in answer.content.decode()
    statements = [each["sql"] for each in queries]
    assert MATCHED_TABLES <= tables_read(statements) <= SITE_TABLES | MATCHED_TABLES
    assert in_public_scope(statements)
