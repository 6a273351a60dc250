"""A Merkle tree as in RFC 9162, section 2: hashes, proofs of inclusion and of consistency."""

import hashlib
from collections.abc import Callable, Sequence

# The hash of the complete subtree of 2**level leaves that is the index-th of its level.
Subtrees = Callable[[int, int], bytes]


class NotProven(Exception):
    """A proof doesn't prove what it should. The message says why."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def empty_root() -> bytes:
    return hashlib.sha256().digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes, level by level."""
    level = list(hashes)
    if not level:
        return empty_root()
    while len(level) > 1:
        pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def root(size: int, subtrees: Subtrees) -> bytes:
    return _range_hash(0, size, subtrees) if size else empty_root()


def inclusion_proof(index: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """RFC 9162, section 2.1.3.1: from the leaf's sibling up to the root's child."""
    if not 0 <= index < size:
        raise NotProven(f"The tree of {size} leaves has no leaf {index}.")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(middle, end, subtrees))
            end = middle
        else:
            proof.append(_range_hash(start, middle, subtrees))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, subtrees: Subtrees) -> list[bytes]:
    """RFC 9162, section 2.1.4.1; empty where one of the two is empty or both are the same."""
    if not 0 <= old <= new:
        raise NotProven(f"A tree of {new} leaves doesn't continue one of {old}.")
    if old in (0, new):
        return []
    start, end, complete, proof = 0, new, True, []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(middle, end, subtrees))
            end = middle
        else:
            proof.append(_range_hash(start, middle, subtrees))
            start, complete = middle, False
    if not complete:
        proof.append(_range_hash(start, end, subtrees))
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> None:
    """RFC 9162, section 2.1.3.2. Raises NotProven."""
    if not 0 <= index < size:
        raise NotProven(f"The tree of {size} leaves has no leaf {index}.")
    found = leaf
    for sibling, is_left in zip(proof, _left_siblings(index, size - 1, len(proof)), strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != expected_root:
        raise NotProven(f"Leaf {index} is another in the tree of {size} leaves.")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """RFC 9162, section 2.1.4.2, and what that leaves out: empty trees. Raises NotProven."""
    if not 0 <= old <= new:
        raise NotProven(f"A tree of {new} leaves doesn't continue one of {old}.")
    if old in (0, new):
        if proof:
            raise NotProven("The proof has hashes where none are needed.")
        if old_root != (new_root if old else empty_root()):
            raise NotProven(f"There are two trees of {old} leaves.")
        return
    hashes = list(proof)
    if not old & (old - 1):
        hashes.insert(0, old_root)
    if not hashes:
        raise NotProven("The proof is empty.")
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = hashes[0]
    siblings = hashes[1:]
    sides = _left_siblings(position, last, len(siblings))
    for sibling, is_left in zip(siblings, sides, strict=True):
        found_new = node_hash(sibling, found_new) if is_left else node_hash(found_new, sibling)
        found_old = node_hash(sibling, found_old) if is_left else found_old
    if found_old != old_root or found_new != new_root:
        raise NotProven(f"The tree of {new} leaves doesn't continue the one of {old}.")


def _left_siblings(position: int, last: int, count: int) -> list[bool]:
    """For each hash of a proof, from below, whether it stands to the left. Raises NotProven."""
    sides = []
    for _ in range(count):
        if not last:
            raise NotProven("The proof has more hashes than the tree has levels.")
        is_left = bool(position & 1) or position == last
        while is_left and not position & 1 and position:
            position, last = position >> 1, last >> 1
        position, last = position >> 1, last >> 1
        sides.append(is_left)
    if last:
        raise NotProven("The proof has fewer hashes than the tree has levels.")
    return sides


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return int(1 << (size - 1).bit_length() - 1)


def _range_hash(start: int, end: int, subtrees: Subtrees) -> bytes:
    """Of leaves start to end, where start is a multiple of the power of two that end - start needs."""
    size = end - start
    if not size & (size - 1):
        level = size.bit_length() - 1
        return subtrees(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range_hash(start, middle, subtrees), _range_hash(middle, end, subtrees))
