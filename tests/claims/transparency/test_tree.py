"""The tree against the vectors of Certificate Transparency and against the RFC's recursive definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.transparency import tree

LEAVES = [
    *("", "00", "10", "2021", "3031", "40414243"),
    *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
]
# Of the first 0, 1, 2 … leaves: the reference vectors of RFC 6962's implementation.
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive_root(hashes: list[bytes]) -> bytes:
    """MTH of the RFC, word for word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return tree.node_hash(recursive_root(hashes[:k]), recursive_root(hashes[k:]))


def leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(str(number).encode()) for number in range(count)]


def subtrees(hashes: list[bytes]) -> tree.Subtrees:
    return lambda level, index: tree.root_of(hashes[index << level : (index + 1) << level])


def test_known_roots() -> None:
    hashes = [tree.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [tree.root_of(hashes[:size]).hex() for size in range(9)] == ROOTS
    assert [tree.root(size, subtrees(hashes)).hex() for size in range(9)] == ROOTS


def test_proof_of_inclusion_from_the_rfc() -> None:
    """RFC 9162, section 2.1.5, names these hashes of the tree of seven leaves."""
    d = leaves(7)
    b, c, h = tree.root_of(d[:2]), d[2], tree.root_of(d[2:4])
    i, j, k = tree.root_of(d[4:6]), d[6], tree.root_of(d[:4])
    top = tree.root_of(d[4:7])
    assert tree.inclusion_proof(0, 7, subtrees(d)) == [d[1], h, top]
    assert tree.inclusion_proof(3, 7, subtrees(d)) == [c, b, top]
    assert tree.inclusion_proof(4, 7, subtrees(d)) == [d[5], j, k]
    assert tree.inclusion_proof(6, 7, subtrees(d)) == [i, k]
    assert tree.consistency_proof(3, 7, subtrees(d)) == [c, d[3], b, top]
    assert tree.consistency_proof(4, 7, subtrees(d)) == [top]
    assert tree.consistency_proof(6, 7, subtrees(d)) == [i, j, k]


@given(st.integers(1, 300), st.data())
def test_what_is_there_is_proven_and_nothing_else(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    root = recursive_root(hashes)
    assert tree.root_of(hashes) == root
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, subtrees(hashes))
    tree.check_inclusion(hashes[index], index, size, proof, root)
    other = data.draw(st.integers(0, size + 2).filter(lambda other: other != index))
    with pytest.raises(tree.NotProven):
        tree.check_inclusion(hashes[index], other, size, proof, root)
    with pytest.raises(tree.NotProven):
        tree.check_inclusion(tree.leaf_hash(b"another"), index, size, proof, root)
    with pytest.raises(tree.NotProven):
        tree.check_inclusion(hashes[index], index, size, [*proof, root], root)
    if proof:
        with pytest.raises(tree.NotProven):
            tree.check_inclusion(hashes[index], index, size, proof[:-1], root)


@given(st.integers(0, 300), st.data())
def test_what_goes_on_is_proven_and_nothing_else(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    hashes = leaves(new)
    roots = recursive_root(hashes[:old]), recursive_root(hashes)
    proof = tree.consistency_proof(old, new, subtrees(hashes))
    tree.check_consistency(old, new, proof, *roots)
    if old:
        changed = list(hashes)
        changed[data.draw(st.integers(0, old - 1))] = tree.leaf_hash(b"rewritten")
        rewritten = recursive_root(changed)
        forged = tree.consistency_proof(old, new, subtrees(changed))
        with pytest.raises(tree.NotProven):
            tree.check_consistency(old, new, forged, roots[0], rewritten)
        with pytest.raises(tree.NotProven):
            tree.check_consistency(old, new, proof, rewritten, roots[1])
    with pytest.raises(tree.NotProven):
        tree.check_consistency(old, new, [*proof, roots[0]], *roots)


def test_nothing_is_proven_of_leaves_and_trees_that_are_not_there() -> None:
    hashes = leaves(3)
    for index in (-1, 3):
        with pytest.raises(tree.NotProven, match="no leaf"):
            tree.inclusion_proof(index, 3, subtrees(hashes))
    with pytest.raises(tree.NotProven, match="doesn't continue"):
        tree.consistency_proof(4, 3, subtrees(hashes))
    with pytest.raises(tree.NotProven, match="doesn't continue"):
        tree.check_consistency(4, 3, [], b"", b"")
    with pytest.raises(tree.NotProven, match="two trees of 3 leaves"):
        tree.check_consistency(3, 3, [], hashes[0], hashes[1])
    with pytest.raises(tree.NotProven, match="two trees of 0 leaves"):
        tree.check_consistency(0, 3, [], hashes[0], hashes[1])
    with pytest.raises(tree.NotProven, match="empty"):
        tree.check_consistency(3, 5, [], hashes[0], hashes[1])
