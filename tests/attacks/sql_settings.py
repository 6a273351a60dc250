"""Settings that the application's role may change for itself, before guards and look-ups are asked.

``ALTER ROLE`` changes them for each session of the web server that begins later.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg import sql

from tests import database
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack

SETTINGS = (
    *((f"enable_{scan}", "off") for scan in ("seqscan", "indexscan", "bitmapscan", "indexonlyscan")),
    *((f"enable_{join}", "off") for join in ("hashjoin", "mergejoin", "nestloop", "material")),
    *((f"enable_{other}", "off") for other in ("sort", "hashagg", "memoize", "partition_pruning")),
    *(("enable_partitionwise_join", "on"), ("gin_fuzzy_search_limit", "1")),
    *(("gin_fuzzy_search_limit", "3"), ("standard_conforming_strings", "off")),
    *(("backslash_quote", "on"), ("escape_string_warning", "off"), ("transform_null_equals", "on")),
    *(("array_nulls", "off"), ("quote_all_identifiers", "on"), ("bytea_output", "escape")),
    *(("extra_float_digits", "-15"), ("DateStyle", "German, DMY"), ("TimeZone", "Pacific/Kiritimati")),
    *(("IntervalStyle", "sql_standard"), ("xmlbinary", "hex"), ("xmloption", "document")),
    *(("lc_numeric", "C"), ("lc_time", "C"), ("lc_monetary", "C"), ("lc_messages", "C")),
    *(("default_text_search_config", "pg_catalog.german"), ("search_path", "pg_catalog")),
    *(("row_security", "off"), ("check_function_bodies", "off"), ("client_encoding", "SQL_ASCII")),
    *(("default_transaction_isolation", "repeatable read"), ("default_transaction_deferrable", "on")),
    *(("constraint_exclusion", "on"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")),
    *(("from_collapse_limit", "1"), ("join_collapse_limit", "1"), ("geqo_threshold", "2")),
    *(("work_mem", "64kB"), ("debug_parallel_query", "on"), ("synchronous_commit", "off")),
    *(("pg_trgm.similarity_threshold", "1"), ("pg_trgm.word_similarity_threshold", "1")),
    *(("plpgsql.extra_errors", "all"), ("extra_float_digits", "3"), ("session_replication_role", "replica")),
)  # fmt: skip
# What guards and look-ups say, of everything in the newsroom.
ANSWERS = {
    "authors": (
        "SELECT r.id, public.authors_of(v, r.body::jsonb)::text FROM public.claims_round r"
        " JOIN public.claims_review v ON v.id = r.review_id ORDER BY r.id"
    ),
    "publications that say a name": (
        "SELECT s.id, n, ARRAY(SELECT public.publications_saying(n) ORDER BY 1)::text"
        " FROM public.sources_speaker s, public.names_to_find(ARRAY[s.id], '{}') n ORDER BY 1, 2"
    ),
    "protected names in bodies": (
        "SELECT r.id, n.words FROM public.claims_round r,"
        " public.protected_names_in(public.body_words(r.body::jsonb)) n ORDER BY 1, 2"
    ),
    "what is public": "SELECT id, public.public_body(id)::text FROM public.claims_claim ORDER BY id",
    "keys of names": (
        "SELECT name, public.look_alike_key(name), public.name_key(public.fold(name)),"
        " public.folded_terms(ARRAY[name, 'x ' || name])::text, public.are_terms(ARRAY[name, 'x'])"
        " FROM unnest(ARRAY['Jess  Sassoon-Smith', 'Straße [s] 5', E'a\\tb']) name"
    ),
}


def answers(raw: Any) -> dict[str, list[Any]]:
    return {name: raw.execute(query).fetchall() for name, query in ANSWERS.items()}


def role(newsroom: Newsroom, change: str) -> None:
    with newsroom.app(autocommit=True) as session:
        session.execute(
            sql.SQL("ALTER ROLE CURRENT_USER IN DATABASE {} " + change).format(
                sql.Identifier(session.info.dbname)
            )
        )


WITHOUT_SETTINGS = """
DO $$ DECLARE function regprocedure; BEGIN
  FOR function IN SELECT oid FROM pg_proc WHERE 'gin_fuzzy_search_limit=0' = ANY (proconfig) LOOP
    EXECUTE format('ALTER ROUTINE %s RESET gin_fuzzy_search_limit', function);
  END LOOP;
END $$
"""


@attack(
    "kernel",
    "settings that a role changes for itself, before guards and look-ups are asked",
    guard=WITHOUT_SETTINGS,
)
def settings(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    newsroom.owner.execute("VACUUM ANALYZE")
    with newsroom.app() as session:
        before = answers(session)

    def attempt(name: str, value: str) -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            try:
                role(newsroom, f"SET {name} = '{value}'")
            except psycopg.errors.InsufficientPrivilege:
                return []
            # The planner takes indexes, as in a newsroom with many claims.
            role(newsroom, "SET random_page_cost = 0.0001")
            role(newsroom, "SET statement_timeout = '5s'")
            try:
                with database.connect("default") as session:
                    found = {"by SQL": answers(session)}
                connections.close_all()
                with connection.cursor():
                    found["of the web server"] = answers(connection.connection)
            except psycopg.errors.DatabaseError as error:
                return [] if error.sqlstate in REFUSED else [f"{error.sqlstate} {error}"]
            finally:
                role(newsroom, "RESET ALL")
                connections.close_all()
            return [
                f"{where}, with another answer: {each}"
                for where, what in found.items()
                for each in ANSWERS
                if what[each] != before[each]
            ]

        return run

    for name, value in dict.fromkeys(SETTINGS):
        yield Attempt(f"{name} = {value}", attempt(name, value))

    yield from two_of_one_name(newsroom)


# No answer within the time that a page has is none; and plpgsql may be told to refuse what it only suspects.
REFUSED = ("57014", "P0003", "42702")


def two_of_one_name(newsroom: Newsroom) -> Iterator[Attempt]:
    """The unique index of topics compares what ``look_alike_key`` says."""

    def run(newsroom: Newsroom) -> str | None:
        error = newsroom.sql(
            "SET standard_conforming_strings = off",
            "INSERT INTO claims_topic (name, slug) VALUES ('Ships  Passed', 'a')",
            "SET standard_conforming_strings = on",
            "INSERT INTO claims_topic (name, slug) VALUES ('Ships Passed', 'b')",
            held_by="23505",
        )
        return None if error else "two topics of one name"

    yield Attempt("two topics of one name", run)
