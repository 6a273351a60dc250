"""Who the embedded PostgreSQL runs as: the person who starts it, or, as it refuses root, another.

As root it runs as a system user of its own, made at the first start. That user is given the
cluster's files and let through to them, and nothing else.
"""

import os
import pwd
import shutil
import stat
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from factcheck.database import EmbeddedUnavailable

NAME = "pgserver"

# POSIX access-control lists as Linux stores them: a version, then (tag, permissions, id) each.
ACL = "system.posix_acl_access"
ACL_VERSION = struct.pack("<I", 2)
ACL_ENTRY = struct.Struct("<HHI")
OWNER, USER, GROUP, MASK, OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
NOBODY_IN_PARTICULAR = 0xFFFFFFFF
ENTER = 1


@dataclass(frozen=True)
class ServiceAccount:
    """The system user that PostgreSQL runs as; ``user`` is None where it is who we are."""

    user: pwd.struct_passwd | None

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """The account for a cluster: its owner, where root finds one that a person made."""
        if os.geteuid() != 0:
            return cls(None)
        if data.exists() and data.stat().st_uid != 0:
            return cls(pwd.getpwuid(data.stat().st_uid))
        try:
            return cls(pwd.getpwnam(NAME))
        except KeyError:
            pass
        try:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
                check=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise EmbeddedUnavailable(
                "PostgreSQL does not run as root, and a system user for it could not be made"
                f" ({error}). Run this as another user."
            ) from error
        return cls(pwd.getpwnam(NAME))

    @property
    def identity(self) -> dict[str, Any]:
        """The arguments that make ``subprocess`` run a program as this user."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def make_empty(self, folder: Path) -> None:
        """An empty folder that only this user (and root) can enter."""
        shutil.rmtree(folder, ignore_errors=True)
        self.make_private(folder)

    def make_private(self, folder: Path) -> None:
        """A folder that only this user (and root) can enter. Keeps what it holds."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        found = folder.lstat()
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise EmbeddedUnavailable(f"{folder} belongs to another user: run this as that user.")
        folder.chmod(0o700)

    def let_through(self, folder: Path) -> None:
        """Let this user enter a folder, whatever lies above it."""
        if self.user is None or self._may("-x", folder):
            return
        for each in [*reversed(folder.parents), folder]:
            if not self._may("-x", each):
                print(
                    f"Letting the system user {self.user.pw_name} through {each}.", file=sys.stderr
                )
                let_enter(each, self.user.pw_uid)

    def let_read(self, programs: Path) -> None:
        """Let this user reach and run the programs in one of our folders."""
        self.let_through(programs)
        if self.user is not None and not all(
            self._may("-r", path) for path in programs.glob("bin/*")
        ):
            for path in [programs, *programs.rglob("*")]:
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))

    def _may(self, what: str, path: Path) -> bool:
        # Only the system knows: modes, groups and access-control lists all count.
        result = subprocess.run(["test", what, path], check=False, **self.identity)
        return result.returncode == 0


def let_enter(folder: Path, uid: int) -> None:
    """Let this one user enter; nobody else gains by it where the file system can say so."""
    mode = folder.stat().st_mode
    try:
        entries = {
            (tag, who): allowed
            for tag, allowed, who in ACL_ENTRY.iter_unpack(os.getxattr(folder, ACL)[4:])
        }
    except (OSError, AttributeError):
        entries = {
            (OWNER, NOBODY_IN_PARTICULAR): mode >> 6 & 7,
            (GROUP, NOBODY_IN_PARTICULAR): mode >> 3 & 7,
            (MASK, NOBODY_IN_PARTICULAR): mode >> 3 & 7,
            (OTHERS, NOBODY_IN_PARTICULAR): mode & 7,
        }
    entries[USER, uid] = ENTER
    entries[MASK, NOBODY_IN_PARTICULAR] = entries.get((MASK, NOBODY_IN_PARTICULAR), 0) | ENTER
    packed = ACL_VERSION + b"".join(
        ACL_ENTRY.pack(tag, allowed, who) for (tag, who), allowed in sorted(entries.items())
    )
    try:
        os.setxattr(folder, ACL, packed)
    except (OSError, AttributeError):
        folder.chmod(mode | stat.S_IXOTH)
