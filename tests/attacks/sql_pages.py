"""SQL of the application's role against what pages read live, beside publications."""

from collections.abc import Callable, Iterator
from random import Random

from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded

# What readers get: which publishers' whole texts, which copies, what checks found.
READ = """
SELECT 'whole texts', id, '' FROM sources_publisher WHERE whole_texts
UNION ALL SELECT 'copy', id, concat_ws('|', source_id, address) FROM sources_archivedcopy
UNION ALL SELECT 'check', id, concat_ws('|', verdict, settled_by_id) FROM sources_anchorcheck
"""


def read(statement: str) -> Callable[[Newsroom], str | None]:
    """An attempt's run: it succeeds if readers get something else."""

    def run(newsroom: Newsroom) -> str | None:
        before = newsroom.rows(READ)
        newsroom.sql(statement)
        return None if newsroom.rows(READ) == before else "pages show it"

    return run


@attack(
    "kernel",
    "what pages read of sources: whole texts, archived copies, checks of quotes",
    guard=unguarded("sources_publisher", "sources_archivedcopy", "sources_anchorcheck"),
)
def sources(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    statements = ["UPDATE sources_publisher SET whole_texts = true"]
    statements += [
        f"UPDATE sources_publisher SET whole_texts = true WHERE id = {number}"
        for (number,) in newsroom.rows("SELECT id FROM sources_publisher ORDER BY id LIMIT 10")
    ]
    statements.append(
        "INSERT INTO sources_publisher (name, kind, domain, country, whole_texts)"
        " VALUES ('Leaks', 'news', '', '', true)"
    )
    addresses = [
        ("perma", "'https://perma.cc/AB12-CD34'"),
        ("web_archive", "'https://web.archive.org/web/20261103120000/' || uri"),
    ]
    for person in [*newsroom.names, "NULL"]:
        for source in (n["fetched source"], "(SELECT min(id) FROM sources_source)"):
            for request in (n["archive request"], "NULL"):
                statements += [
                    "INSERT INTO sources_archivedcopy (source_id, service, address, copied_on, request_id,"
                    f" recorded_by_id) SELECT id, '{service}', {address}, '2026-11-03', {request}, {person}"
                    f" FROM sources_source WHERE id = {source}"
                    for service, address in addresses
                ]
    for verdict in ("gone", "altered", "exact", "moved"):
        for first, later in (
            (n["fetched"], n["fetched later"]),
            (n["fetched later"], n["fetched"]),
        ):
            place = ("0, 9" if verdict in ("exact", "moved") else "NULL, NULL") + ", ''"
            statements.append(
                'INSERT INTO sources_anchorcheck (snapshot_id, start, "end", later_id, verdict, found_start,'
                f" found_end, settled_note) VALUES ({first}, 0, 9, {later}, '{verdict}', {place})"
            )
    for statement in statements:
        yield Attempt(statement, read(statement))
