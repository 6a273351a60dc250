"""The archive that the importer is measured with: the same at every run, and what it says it is."""

from benchmarks.importing import COLUMNS, Figures, line, rows
from benchmarks.newsroom.plan import Plan
from claims.imports.rows import read

PLAN = Plan.of(500, speakers=60, sources=50, seed=3)


def test_equal_plans_give_equal_archives() -> None:
    assert list(rows(PLAN)) == list(rows(PLAN))
    assert list(rows(PLAN)) != list(rows(Plan.of(500, speakers=60, sources=50, seed=4)))


def test_it_has_so_many_claims_speakers_and_sources_and_all_of_them_can_be_taken() -> None:
    planned = [dict(zip(COLUMNS, row, strict=True)) for row in rows(PLAN)]
    taken = [
        read(number, row, origin="a.example", file_sha256="0" * 64)
        for number, row in enumerate(planned, start=2)
    ]
    assert len(taken) == len({row.external_id for row in taken}) == 500
    assert len({row.speaker for row in taken}) == 60
    assert len({row.source_url for row in taken}) == 50
    assert {row.speaker_kind for row in taken} == {"person"}


def test_a_lost_row_or_a_slow_import_does_not_hold() -> None:
    assert Figures(600, 600, 2.0, 1, 1, 1).holds
    assert "| 300 |" in line(Figures(600, 600, 2.0, 1, 1, 1))
    assert not Figures(600, 599, 1.0, 1, 1, 1).holds
    assert not Figures(600, 600, 2.1, 1, 1, 1).holds
