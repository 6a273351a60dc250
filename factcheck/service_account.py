"""Who the embedded PostgreSQL runs as: the person who starts it, or, as it refuses root, another.

As root it runs as a system user of its own, made at the first start, and the files it needs are
given to that user or opened to it.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

NAME = "pgserver"


@dataclass(frozen=True)
class ServiceAccount:
    """The system user that PostgreSQL runs as; ``user`` is None where it is who we are."""

    user: pwd.struct_passwd | None

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """The account for a cluster: its files' owner, where root finds one made by a person."""
        if os.geteuid() != 0:
            return cls(None)
        if data.exists() and data.stat().st_uid != 0:
            return cls(pwd.getpwuid(data.stat().st_uid))
        try:
            return cls(pwd.getpwnam(NAME))
        except KeyError:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
                check=True,
            )
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
        self._own(folder)

    def prepare(self, data: Path, sockets: Path, programs: Path) -> None:
        """Let the user reach what it needs."""
        self._own(sockets)

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        found = folder.lstat()
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise PermissionError(f"{folder} belongs to somebody else.")
        folder.chmod(0o700)
