"""The table "Attacks tried" of docs/security.md."""

from collections.abc import Sequence

from django.conf import settings

from tests.attacks.registry import Result

PAGE = settings.BASE_DIR / "docs" / "security.md"
BEGIN = "<!-- attacks: written by `python -m tests.attacks` -->"
END = "<!-- end of attacks -->"


def lines(results: Sequence[Result]) -> list[str]:
    tried = sum(each.tried for each in results if not each.attack.out_of_scope)
    through = sum(len(each.through) for each in results if not each.attack.out_of_scope)
    inside = [each for each in results if not each.attack.out_of_scope]
    outside = [each for each in results if each.attack.out_of_scope]
    rows = [f"{tried:,} attempts in {len(inside)} classes; {through} got through.", ""]
    rows += _table(inside)
    if outside:
        rows += ["", "Out of scope (above), tried to show what it means:", "", *_table(outside)]
    return rows


def _table(results: Sequence[Result]) -> list[str]:
    return [
        "| where | class | tried | through |",
        "|---|---|---|---|",
        *(
            f"| {each.attack.area} | {each.attack.name} | {each.tried:,} | {len(each.through):,} |"
            for each in results
        ),
    ]


def page_with(results: Sequence[Result]) -> str:
    """docs/security.md with these figures."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n" + "\n".join(lines(results)) + f"\n\n{END}{after}"
