"""A picture of each page: light and dark, on a desk and on a phone; of the site without script, too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import reverse
from playwright.sync_api import Browser, Page

from newsroom.models import User
from tests.claims.admin.desk import at_the_desk

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
}
WITHOUT_SCRIPT = {"without-script": {"color_scheme": "light", "java_script_enabled": False}}
WIDTHS = {1280: 800, 390: 844}


@dataclass(frozen=True)
class Shot:
    """One page, as one person sees it (None: nobody signed in).

    ``does`` is what they do there before the picture is taken. ``needs_script``: as all pages of the desk do.
    """

    name: str
    path: str
    by: User | None = None
    does: Callable[[Page], object] | None = None
    needs_script: bool = False

    def looks(self) -> dict[str, dict[str, Any]]:
        at_desk = self.path.startswith(reverse("admin:index"))
        return LOOKS if at_desk or self.needs_script else LOOKS | WITHOUT_SCRIPT


def take(browser: Browser, site: str, shots: list[Shot], folder: Path) -> Iterator[Path]:
    """Yields the file of each picture: ``NAME-WIDTH-LOOK.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for shot in shots:
            for look, options in shot.looks().items():
                file = folder / f"{shot.name}-{width}-{look}.png"
                context = browser.new_context(
                    viewport={"width": width, "height": height}, reduced_motion="reduce", **options
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
