"""What the log's leaves say: a line of ASCII words each, without a newline."""

import re
from collections.abc import Iterable, Iterator

from claims.transparency.checkpoints import Checkpoint

GENESIS = "0" * 64  # before the first publication
_PUBLICATION = re.compile(rb"publication ([1-9][0-9]*) ([0-9a-f]{64})")
_HISTORY = re.compile(rb"history ([1-9][0-9]*) ([0-9a-f]{64})")
_WITHHOLDING = re.compile(rb"(withheld|restored) ([1-9][0-9]*)")


def of_publication(number: int, sha256: str) -> bytes:
    return f"publication {number} {sha256}".encode()


def of_earlier_log(checkpoint: Checkpoint) -> bytes:
    """The first leaf of a log that starts again: how the log before it ended."""
    return f"continues {checkpoint.origin} {checkpoint.size} {checkpoint.root.hex()}".encode()


def of_history(size: int, root: bytes) -> bytes:
    """The root of the private tree over the newsroom's history, when it had so many leaves."""
    return f"history {size} {root.hex()}".encode()


def publications(entries: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Number and hash of the publications among them."""
    for entry in entries:
        if found := _PUBLICATION.fullmatch(entry):
            yield int(found[1]), found[2].decode()


def histories(entries: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number of events and root of the trees over history among them."""
    for entry in entries:
        if found := _HISTORY.fullmatch(entry):
            yield int(found[1]), bytes.fromhex(found[2].decode())


def withheld(entries: Iterable[bytes], before: Iterable[int] = ()) -> set[int]:
    """The numbers of the publications that are withheld after these entries."""
    numbers = set(before)
    for entry in entries:
        if found := _WITHHOLDING.fullmatch(entry):
            change = numbers.add if found[1] == b"withheld" else numbers.discard
            change(int(found[2]))
    return numbers
