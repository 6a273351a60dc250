"""A picture of each page: light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from newsroom.models import User
from tests.claims.admin.desk import at_the_desk

SCHEMES: tuple[Any, ...] = ("light", "dark")
WIDTHS = {1280: 800, 390: 844}


@dataclass(frozen=True)
class Shot:
    """One page, as one person sees it (None: nobody signed in).

    ``does`` is what they do there before the picture is taken.
    """

    name: str
    path: str
    by: User | None = None
    does: Callable[[Page], object] | None = None


def take(browser: Browser, site: str, shots: list[Shot], folder: Path) -> Iterator[Path]:
    """Yields the file of each picture: ``NAME-WIDTH-SCHEME.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for scheme in SCHEMES:
            for shot in shots:
                file = folder / f"{shot.name}-{width}-{scheme}.png"
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                )
                if shot.by is not None:
                    session = at_the_desk(shot.by).cookies["sessionid"].value
                    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
                page = context.new_page()
                page.goto(f"{site}{shot.path}")
                if shot.does is not None:
                    shot.does(page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=file, full_page=True)
                context.close()
                yield file
