"""Which witnesses a log asks, and how many of them are enough (c2sp.org/tlog-policy)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from claims.transparency.notes import COSIGNATURE, ED25519, BadNote, VerifierKey

NONE = "none"


class BadPolicy(Exception):
    """A policy that can't be read. The message says which line, and why."""


class Witness(NamedTuple):
    """``url``: its submission prefix; empty where it only signs what others show it."""

    key: VerifierKey
    url: str


class Group(NamedTuple):
    least: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """Witnesses and groups by their names in the file, and the one that must have signed."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        policy = cls()
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            try:
                policy._add(words[0], words[1:])
            except (BadPolicy, BadNote) as error:
                raise BadPolicy(f"Line {number}: {error}") from error
        if not policy.quorum:
            raise BadPolicy("A line is missing: quorum NAME, or quorum none.")
        return policy

    def _add(self, kind: str, words: list[str]) -> None:
        match kind, words:
            case "log", [key, *_url] if len(words) < 3:
                self.logs.append(_key(key, ED25519))
            case "witness", [name, key, *url] if len(words) < 4:
                self._require_new(name)
                witness = Witness(_key(key, COSIGNATURE), url[0].rstrip("/") if url else "")
                if any(each.key.public == witness.key.public for each in self.witnesses.values()):
                    raise BadPolicy("This witness stands here already.")
                self.witnesses[name] = witness
            case "group", [name, least, *members] if members:
                self._require_new(name)
                self.groups[name] = self._group(least, members)
            case "quorum", [name] if not self.quorum and (name == NONE or name in self._names()):
                self.quorum = name
            case _:
                raise BadPolicy("A line is log, witness, group or quorum, with what belongs to it.")

    def _names(self) -> set[str]:
        return {*self.witnesses, *self.groups}

    def _require_new(self, name: str) -> None:
        if name == NONE or name in self._names():
            raise BadPolicy(f"The name {name} is taken.")

    def _group(self, least: str, members: list[str]) -> Group:
        taken = {member for group in self.groups.values() for member in group.members}
        if len(set(members)) < len(members) or not set(members) <= self._names() - taken:
            raise BadPolicy(
                "Each member of a group is named above it, once, and in no other group."
            )
        wanted = {"any": "1", "all": str(len(members))}.get(least, least)
        if not wanted.isdecimal() or not 1 <= int(wanted) <= len(members):
            raise BadPolicy("How many of the group: any, all, or a number of its members.")
        return Group(int(wanted), tuple(members))

    def is_reached(self, by: Iterable[str]) -> bool:
        """Whether these witnesses, by their names in the file, are enough."""
        return self._is_reached(self.quorum, frozenset(by))

    def _is_reached(self, name: str, by: frozenset[str]) -> bool:
        if name == NONE:
            return True
        if group := self.groups.get(name):
            return sum(self._is_reached(each, by) for each in group.members) >= group.least
        return name in by

    def simple_quorum(self) -> tuple[int, int] | None:
        """(how many, of how many) where that is all there is to say; None for groups of groups."""
        if self.quorum == NONE:
            return 0, len(self.witnesses)
        if self.quorum in self.witnesses:
            return 1, 1
        group = self.groups[self.quorum]
        is_simple = all(each in self.witnesses for each in group.members)
        return (group.least, len(group.members)) if is_simple else None


def _key(text: str, kind: int) -> VerifierKey:
    key = VerifierKey.read(text)
    if key.kind != kind:
        raise BadPolicy("The key of a log has type 1, that of a witness type 4.")
    return key


def read_file(path: Path | None) -> Policy | None:
    """None where there is none. Raises BadPolicy, and OSError."""
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadPolicy(f"{path.name} is not a text in UTF-8.") from error
    return Policy.read(text)


def keys_of(witnesses: Mapping[str, Witness]) -> dict[str, VerifierKey]:
    return {name: witness.key for name, witness in witnesses.items()}
