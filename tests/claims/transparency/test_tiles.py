"""Tiles: names and widths as in the specification, and trees that grow by any steps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.transparency import tree
from claims.transparency.tiles import Folder, TiledTree, pack, tile_name, unpack
from tests.factcheck.modes import umask


class Memory:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        try:
            return self.files[name]
        except KeyError as error:
            raise FileNotFoundError(name) from error

    def write(self, name: str, content: bytes) -> None:
        self.files[name] = content


def entries_of(count: int) -> list[bytes]:
    return [f"entry {number}\n".encode() for number in range(count)]


def test_names() -> None:
    assert tile_name(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_name(0, 0) == "tile/0/000"
    assert tile_name(1, 1000, 255) == "tile/1/x001/000.p/255"
    assert tile_name("entries", 7) == "tile/entries/007"


def test_the_specifications_tree_of_70000() -> None:
    files = Memory()
    grown = TiledTree(files, 0).append(entries_of(70_000))
    assert grown.size == 70_000
    hashes = [name for name in files.files if "entries" not in name]
    assert len([name for name in hashes if name.startswith("tile/0/") and ".p/" not in name]) == 273
    partial = {name for name in hashes if ".p/" in name}
    assert partial == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert len(files.files["tile/1/000"]) == 8192
    assert list(unpack(files.files["tile/entries/273.p/112"])) == entries_of(70_000)[273 * 256 :]


@given(st.lists(st.integers(0, 700), max_size=5), st.data())
def test_trees_grow_by_any_steps(steps: list[int], data: st.DataObject) -> None:
    files = Memory()
    entries = entries_of(sum(steps))
    hashes = [tree.leaf_hash(entry) for entry in entries]
    grown, sizes = TiledTree(files, 0), [0]
    for step in steps:
        grown = grown.append(entries[grown.size : grown.size + step])
        sizes.append(grown.size)
    assert tree.root(grown.size, grown.subtree) == tree.root_of(hashes)
    # Every earlier state can still be read, also where its partial tiles are gone.
    for name in [name for name in files.files if ".p/" in name]:
        if name.partition(".p/")[0] in files.files:
            del files.files[name]
    for old in sizes:
        earlier = TiledTree(files, old)
        assert tree.root(old, earlier.subtree) == tree.root_of(hashes[:old])
        proof = tree.consistency_proof(old, grown.size, grown.subtree)
        tree.check_consistency(
            old, grown.size, proof, tree.root_of(hashes[:old]), tree.root_of(hashes)
        )
    if entries:
        index = data.draw(st.integers(0, len(entries) - 1))
        proof = tree.inclusion_proof(index, grown.size, grown.subtree)
        tree.check_inclusion(hashes[index], index, grown.size, proof, tree.root_of(hashes))
        assert grown.entries(index // 256)[index % 256] == entries[index]


def test_what_was_cut_short_is_found() -> None:
    files = Memory()
    grown = TiledTree(files, 0).append(entries_of(5))
    files.files["tile/0/000.p/5"] = files.files["tile/0/000.p/5"][:-1]
    with pytest.raises(ValueError, match="too short"):
        TiledTree(files, 5).tile(0, 0)
    with pytest.raises(FileNotFoundError):
        TiledTree(files, 6).tile(0, 0)
    for cut in (1, 3):
        with pytest.raises(ValueError, match="too early"):
            list(unpack(pack([b"entry"])[:cut]))
    with pytest.raises(ValueError, match="65535"):
        grown.append([b"x" * 65_536])


def test_a_folder(tmp_path: Path) -> None:
    files = Folder(tmp_path)
    TiledTree(files, 0).append(entries_of(300))
    again = TiledTree(Folder(tmp_path), 300)
    assert again.entries(1) == entries_of(300)[256:]
    files.write("checkpoint", b"one")
    files.write("checkpoint", b"two")
    assert files.read("checkpoint") == b"two"
    assert not list(tmp_path.rglob(".*"))
    with pytest.raises(FileNotFoundError):
        files.read("tile/0/007")


def test_the_web_servers_user_reads_the_log_but_not_what_is_the_signers(tmp_path: Path) -> None:
    """Commands have a umask that makes all they write private."""
    with umask(0o077):
        log = Folder(tmp_path / "log", for_others=True)
        log.write("2/tile/0/000", b"hashes")
        log.write("2/signer/state", b"state")
        Folder(tmp_path / "memory").write("last", b"checkpoint")
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")
    }
    public = ["log", "log/2", "log/2/tile", "log/2/tile/0"]
    assert modes == {
        **dict.fromkeys(public, 0o755),
        "log/2/tile/0/000": 0o644,
        "log/2/signer": 0o700,
        "log/2/signer/state": 0o600,
        "memory": 0o700,
        "memory/last": 0o600,
    }
