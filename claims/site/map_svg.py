"""How claims hang together, drawn: one row to a claim, and an arc to a relation.

Rows keep every label apart, at five claims as at sixty, on a phone as on a desk; the order (what hangs
together stands together, and by day) keeps most arcs short. Lengths are CSS pixels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from claims.choices import RelationKind
from claims.publication.representation import RelationBody
from claims.site.rows import Row

ROW, TOP, NODE = 64, 32, 132  # a row's height, the first one's middle, where the nodes stand
WIDEST = 118


@dataclass(frozen=True)
class Node:
    row: Row
    y: int

    @property
    def top(self) -> int:
        return self.y - ROW // 2


@dataclass(frozen=True)
class Arc:
    """From the claim that does it to the other; ``path`` is its curve, ``head`` its arrow."""

    kind: str
    relation: RelationBody
    one: Row
    other: Row
    path: str
    head: str
    middle: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    nodes: list[Node]
    arcs: list[Arc]
    height: int
    kinds: list[str]  # those that are drawn, for the key
    node: int = NODE
    label: int = NODE + 16
    row: int = ROW


def drawn(found: Mapping[int, Row], *, lonely: Iterable[int] = ()) -> Drawing:
    """The relations among these claims. What has none is left out, but for those named."""
    edges = [
        (row, relation, found[relation["claim"]])
        for row in found.values()
        for relation in row.said.get("relations", [])
        if relation["claim"] in found
        and (
            relation["direction"] == "out"
            or (relation["direction"] == "both" and row.number < relation["claim"])
        )
    ]
    joined = {number for row, relation, _o in edges for number in (row.number, relation["claim"])}
    shown = [found[number] for number in found if number in joined or number in set(lonely)]
    ordered = _in_order(shown, edges)
    nodes = [Node(row, TOP + ROW * at) for at, row in enumerate(ordered)]
    places = {node.row.number: node.y for node in nodes}
    arcs = [
        _arc(row, relation, other, places[row.number], places[other.number])
        for row, relation, other in edges
    ]
    arcs.sort(key=lambda arc: (places[arc.one.number], places[arc.other.number]))
    kinds = [kind.value for kind in RelationKind if any(arc.kind == kind for arc in arcs)]
    return Drawing(nodes, arcs, TOP * 2 + ROW * max(len(nodes) - 1, 0), kinds)


def _in_order(rows: list[Row], edges: list[tuple[Row, RelationBody, Row]]) -> list[Row]:
    """What hangs together stands together, in the order in which it was found; then by day."""
    group = {row.number: at for at, row in enumerate(rows)}
    changed = True
    while changed:
        changed = False
        for one, _relation, other in edges:
            least = min(group[one.number], group[other.number])
            for number in (one.number, other.number):
                if group[number] != least:
                    group[number], changed = least, True
    return sorted(rows, key=lambda row: (group[row.number], row.first_day or date.max, row.number))


def _arc(one: Row, relation: RelationBody, other: Row, start: int, end: int) -> Arc:
    apart = abs(end - start)
    # Side by side they would lie upon each other.
    width = min(
        WIDEST, 22 + apart * 0.3 + 5 * [*RelationKind].index(RelationKind(relation["relation"]))
    )
    left, edge = round(NODE - width * 1.2, 1), NODE - 7
    path = f"M{edge} {start}C{left} {start} {left} {end} {edge} {end}"
    head = (
        ""
        if relation["direction"] == "both"
        else f"M{edge - 9} {end - 5}L{edge} {end}L{edge - 9} {end + 5}"
    )
    middle = (round((edge + 3 * left) / 4, 1), (start + end) / 2)
    return Arc(relation["relation"], relation, one, other, path, head, middle)
