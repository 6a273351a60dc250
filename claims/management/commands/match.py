"""manage.py match: the claims that statements repeat, or come near."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from claims.management.arguments import count
from claims.management.ndjson import LineCommand, statement_in
from claims.matching import finding, indexing
from claims.models.matching import Scope


class Command(LineCommand):
    help = (
        "Find the claims that statements repeat: one JSON object a line, with “id” and “text” and,"
        " where they are known, “speaker”, “date” (YYYY-MM-DD) and “language” (BCP 47). Writes “id” and"
        " “matches”, the likeliest first, with claim, external_id, score, relation and reason. Claims"
        " that no worker has read yet are read first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--top", type=count, default=5, help="how many matches of each (5)")
        parser.add_argument(
            "--published", action="store_true", help="only what the public may read"
        )
        parser.add_argument(
            "--read-again",
            action="store_true",
            help="first read every claim again: after MATCHING_EMBEDDER was changed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["read_again"]:
            indexing.read_again()
        indexing.bring_up_to_date()
        self.scope = Scope.PUBLIC if options["published"] else Scope.WORKING
        self.most = options["top"]
        super().handle(*args, **options)

    def answer(self, line: Mapping[str, Any]) -> dict[str, Any]:
        matches = finding.find(statement_in(line), self.scope, self.most)
        return {"id": line.get("id"), "matches": [_object(each) for each in matches]}


def _object(match: finding.Match) -> dict[str, Any]:
    return {
        "claim": match.claim,
        "external_id": match.external_id,
        "score": round(match.score, 4),
        "relation": match.relation.value,
        "reason": match.reason,
    }
