"""A map of related claims: one row for each claim, one arc for each relation.

With a row each, labels never overlap, whether there are five claims or sixty, on a phone or a desktop.
Related claims are placed together, then by day, so most arcs are short. Lengths are CSS pixels.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from claims.choices import RelationKind
from claims.publication.representation import RelationBody
from claims.site.rows import Row

NODE, WIDEST = 132, 118  # where the nodes are, and how far the arcs may reach
ROW, COMPACT = 64, 28  # a row's height; on a phone, where a list has the claims' words


@dataclass(frozen=True)
class Node:
    row: Row
    y: int
    top: int


@dataclass(frozen=True)
class Arc:
    """From the first claim of the relation to the other; ``path``: the curve, ``head``: its arrow."""

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
    kinds: list[str]  # those drawn, for the key
    node: int = NODE
    label: int = NODE + 16
    row: int = ROW


def drawn(
    found: Mapping[int, Row], *, always: Collection[int] = (), row_height: int = ROW
) -> Drawing:
    """The relations among these claims; ``always``: claims to show even without relations."""
    edges = [
        (row, relation, found[relation["claim"]])
        for row in found.values()
        for relation in row.body.get("relations", [])
        if relation["claim"] in found
        and (
            relation["direction"] == "out"
            or (relation["direction"] == "both" and row.number < relation["claim"])
        )
    ]
    joined = {number for row, relation, _o in edges for number in (row.number, relation["claim"])}
    shown = [found[number] for number in found if number in joined or number in always]
    nodes = [
        Node(row, row_height * at + row_height // 2, row_height * at)
        for at, row in enumerate(_ordered(shown, edges))
    ]
    places = {node.row.number: node.y for node in nodes}
    arcs = [
        _arc(row, relation, other, places[row.number], places[other.number])
        for row, relation, other in edges
    ]
    arcs.sort(key=lambda arc: (places[arc.one.number], places[arc.other.number]))
    kinds = [kind.value for kind in RelationKind if any(arc.kind == kind for arc in arcs)]
    return Drawing(nodes, arcs, row_height * max(len(nodes), 1), kinds, row=row_height)


@dataclass(frozen=True)
class Listed:
    """A claim of the map with its relations: the kind, and the place of the other claim in the list."""

    row: Row
    relations: list[tuple[str, int]]


def listed(drawing: Drawing) -> list[Listed]:
    places = {node.row.number: at for at, node in enumerate(drawing.nodes, start=1)}
    return [
        Listed(
            node.row,
            [
                (arc.kind, places[arc.other.number])
                for arc in drawing.arcs
                if arc.one.number == node.row.number
            ],
        )
        for node in drawing.nodes
    ]


def _ordered(rows: list[Row], edges: list[tuple[Row, RelationBody, Row]]) -> list[Row]:
    """Groups of related claims, in the order in which they were found; within a group by day."""
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
    kind = RelationKind(relation["relation"])
    # The kind widens the arc, so that two relations of one pair do not overlap.
    width = min(WIDEST, 22 + abs(end - start) * 0.3 + 5 * [*RelationKind].index(kind))
    left, edge = round(NODE - width * 1.2, 1), NODE - 7
    path = f"M{edge} {start}C{left} {start} {left} {end} {edge} {end}"
    head = (
        ""
        if relation["direction"] == "both"
        else f"M{edge - 9} {end - 5}L{edge} {end}L{edge - 9} {end + 5}"
    )
    middle = (round((edge + 3 * left) / 4, 1), (start + end) / 2)
    return Arc(kind.value, relation, one, other, path, head, middle)
