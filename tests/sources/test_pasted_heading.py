"""What the first lines of a pasted text state."""

from datetime import date

import pytest

from sources.pasted_heading import Heading, read

BODY = "The ministry said on Monday that 150 bridges had been built since January, and that more would follow."


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        (
            ["Bridges built in the north", "By Jane Roe", "March 3, 2026"],
            Heading("Bridges built in the north", "Jane Roe", date(2026, 3, 3)),
        ),
        (
            ["Was it 150 bridges?", "By Jane Roe and John Doe | Published 2026-03-03, 20:54"],
            Heading("Was it 150 bridges?", "Jane Roe and John Doe", date(2026, 3, 3)),
        ),
        (
            ["Se construyen 150 puentes", "Por Ana Nuñez", "3 de marzo de 2026"],
            Heading("Se construyen 150 puentes", "Ana Nuñez", date(2026, 3, 3)),
        ),
        (
            ["Cent cinquante ponts", "Par Zoé Roux", "Publié le 1er mars 2026"],
            Heading("Cent cinquante ponts", "Zoé Roux", date(2026, 3, 1)),
        ),
        (["March 3, 2026"], Heading(published_on=date(2026, 3, 3))),
        (["Bridges"], Heading()),
        (["He said that it was over.", "By Monday the town was empty."], Heading()),
        ([], Heading()),
    ],
)
def test_the_first_lines_are_read(lines: list[str], heading: Heading) -> None:
    assert read("\n\n".join([*lines, BODY, BODY])) == heading


def test_a_text_of_one_line_has_no_heading() -> None:
    assert read("Bridges built in the north") == Heading()
    assert read("") == Heading()
