"""The system user that the embedded PostgreSQL runs as, because it refuses to run as root.

Anyone else runs it as themselves. Root's system user is made at the first start, owns the cluster's
files, may enter the folders above them, and has no other rights.
"""

import os
import pwd
import shutil
import stat
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from factcheck.database import EmbeddedUnavailable

NAME = "pgserver"

# POSIX access-control lists as Linux stores them: a version, then (tag, permissions, id) entries.
ACL = "system.posix_acl_access"
ACL_VERSION = struct.pack("<I", 2)
ACL_ENTRY = struct.Struct("<HHI")
OWNER, USER, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
NO_ID = 0xFFFFFFFF
ENTER = 1


@dataclass(frozen=True)
class ServiceAccount:
    """``user`` is None where PostgreSQL runs as the present user."""

    user: pwd.struct_passwd | None

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """The account for a cluster; for root that of its owner, if somebody else made it."""
        if os.geteuid() != 0:
            return cls(None)
        if data.exists() and data.stat().st_uid != 0:
            return cls(pwd.getpwuid(data.stat().st_uid))
        with suppress(KeyError):
            return cls(pwd.getpwnam(NAME))
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
        """The arguments with which ``subprocess`` runs a program as this user."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def make_empty(self, folder: Path) -> None:
        """An empty folder that only this user (and root) can enter."""
        shutil.rmtree(folder, ignore_errors=True)
        self.make_private(folder)

    def make_private(self, folder: Path) -> None:
        """A folder that only this user (and root) can enter; its contents stay."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        found = folder.lstat()
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise EmbeddedUnavailable(f"{folder} belongs to another user: run this as that user.")
        folder.chmod(0o700)

    def give(self, file: Path) -> None:
        """Make a file this user's."""
        if self.user is not None:
            os.chown(file, self.user.pw_uid, self.user.pw_gid)

    def allow_entering(self, folder: Path) -> None:
        """Let this user enter a folder and all folders above it."""
        if self.user is None or self._can("-x", folder):
            return
        for each in [*reversed(folder.parents), folder]:
            if not self._can("-x", each):
                print(f"Allowing {self.user.pw_name} to enter {each}.", file=sys.stderr)
                allow_entering(each, self.user.pw_uid)

    def allow_running(self, programs: Path) -> None:
        """Let this user run the programs below a folder."""
        self.allow_entering(programs)
        if self.user is not None and not all(
            self._can("-r", path) for path in programs.glob("bin/*")
        ):
            for path in [programs, *programs.rglob("*")]:
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))

    def _can(self, test: str, path: Path) -> bool:
        # Only the system knows: modes, groups and access-control lists all count.
        done = subprocess.run(["test", test, path], check=False, **self.identity)
        return done.returncode == 0


def allow_entering(folder: Path, uid: int) -> None:
    """Let only this user enter; everybody, on a file system without access-control lists."""
    mode = folder.stat().st_mode
    try:
        entries = {
            (tag, who): allowed
            for tag, allowed, who in ACL_ENTRY.iter_unpack(os.getxattr(folder, ACL)[4:])
        }
    except (OSError, AttributeError):
        entries = {
            (OWNER, NO_ID): mode >> 6 & 7,
            (GROUP, NO_ID): mode >> 3 & 7,
            (MASK, NO_ID): mode >> 3 & 7,
            (OTHER, NO_ID): mode & 7,
        }
    entries[USER, uid] = ENTER
    entries[MASK, NO_ID] = entries.get((MASK, NO_ID), 0) | ENTER
    packed = ACL_VERSION + b"".join(
        ACL_ENTRY.pack(tag, allowed, who) for (tag, who), allowed in sorted(entries.items())
    )
    try:
        os.setxattr(folder, ACL, packed)
    except (OSError, AttributeError):
        folder.chmod(mode | stat.S_IXOTH)
