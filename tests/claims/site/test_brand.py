"""How the site looks: bundled fonts within their budget, and the newsroom's own logo and colour."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from PIL import Image

from claims.site import logo
from factcheck import environment
from factcheck.checks import PAPERS, check_accent, contrast

STATIC = project.BASE_DIR / "claims/static/site"
SHEET = (STATIC / "site.css").read_text()
MOST = 60_000  # bytes of all fonts
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def test_the_fonts_are_small_free_and_the_ones_that_the_sheet_names() -> None:
    files = sorted((STATIC / "fonts").glob("*.woff2"))
    assert sum(each.stat().st_size for each in files) <= MOST
    assert {each.name for each in files} == set(re.findall(r'url\("fonts/([^"]+)"\)', SHEET))
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts/OFL.txt").read_text()


def test_until_a_font_is_there_another_has_its_measures() -> None:
    faces = re.findall(r"@font-face \{([^}]+)\}", SHEET)
    bundled = [each for each in faces if "url(" in each]
    fallbacks = [each for each in faces if "local(" in each]
    # What is drawn in another font is never set again: a line more or less would move all below it.
    assert all("font-display: optional" in each for each in bundled)
    for each in fallbacks:
        for name in ("size-adjust", "ascent-override", "descent-override", "line-gap-override"):
            assert f"{name}: " in each
    for stack in ("reading", "plain"):
        names = re.search(rf"--{stack}: ([^;]+);", SHEET)
        assert names
        families = re.findall(r'"([^"]+)"', names[1])
        assert any(f'"{families[0]}"' in each for each in bundled)
        assert all(any(f'"{name}"' in each for each in fallbacks) for name in families[1:3])


def test_the_check_measures_on_the_colours_of_the_style_sheet() -> None:
    for place, name in enumerate(("paper", "raised")):
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", SHEET)
        assert found
        assert found.groups() == tuple(papers[place] for _scheme, papers in PAPERS)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0a4d8c", "#0a4d8c", 1.0)],
)
def test_the_contrast_of_two_colours(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


def test_an_accent_that_is_hard_to_read_is_refused(settings: Any) -> None:
    settings.SITE_ACCENT = ()
    assert check_accent(None) == []
    settings.SITE_ACCENT = ("#7a1f5c", "#f0a8d8")
    assert check_accent(None) == []
    settings.SITE_ACCENT = ("#ffcc00", "#333333")
    sentences = [each.msg for each in check_accent(None)]
    assert len(sentences) == 2
    assert sentences[0].endswith("on the light page.")
    assert sentences[1].endswith("on the dark page.")


@pytest.mark.django_db
def test_the_newsrooms_logo_and_colour(settings: Any, tmp_path: Path) -> None:
    settings.NEWSROOM_NAME = "The Facts"
    page = Client().get("/").content.decode()
    assert "/brand/" not in page
    # Chromium uses an optional font only if it is there before anything is drawn.
    for file in (STATIC / "fonts").glob("*.woff2"):
        assert re.search(rf'rel="preload" as="font"[^>]+/{file.name}"', page)
    assert Client().get("/brand/logo").status_code == 404
    assert Client().get("/brand/colours.css").status_code == 404

    settings.SITE_LOGO = tmp_path / "logo.svg"
    settings.SITE_LOGO.write_bytes(LOGO)
    settings.SITE_ACCENT = ("#7a1f5c", "#f0a8d8")
    page = Client().get("/").content.decode()
    assert re.search(r'<img\s+src="/brand/logo" alt="The Facts"\s+width="36" height="36"', page)
    assert '<link rel="stylesheet" href="/brand/colours.css">' in page
    logo = Client().get("/brand/logo")
    assert (logo["Content-Type"], logo.content) == ("image/svg+xml", LOGO)
    assert "default-src 'none'" in logo["Content-Security-Policy"]
    colours = Client().get("/brand/colours.css")
    assert colours.content == b":root { --link: light-dark(#7a1f5c, #f0a8d8); }\n"


@pytest.mark.parametrize(
    ("svg", "width"),
    [
        ('<svg viewBox="0 0 90 30">', 108),
        ('<?xml version="1.0"?>\n<svg width="200px" height=\'50\' viewBox="0 0 1 1">', 144),
        ('<svg width="100%" height="100%" viewBox="-5, -5, 12.5, 25">', 18),
        ('<svg stroke-width="4" height="50">', None),
        ('<svg width="9" height="0">', None),
        ("<p>", None),
    ],
)
def test_the_room_for_a_logo_is_kept(tmp_path: Path, svg: str, width: int | None) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(svg)
    assert logo.width(file) == width


def test_the_room_for_a_logo_of_pixels_is_kept(tmp_path: Path) -> None:
    for name in ("logo.png", "logo.webp"):
        Image.new("RGB", (300, 100)).save(tmp_path / name)
        assert logo.width(tmp_path / name) == 108
        (tmp_path / name).write_bytes(b"no picture")
        assert logo.width(tmp_path / name) is None
        (tmp_path / name).unlink()
        assert logo.width(tmp_path / name) is None


@pytest.mark.parametrize(
    "given", ["blue,red", "#0a4d8c", "#0a4d8c,#8fc1f5; }", "#0a4d8c,#8fc1f5,#000000"]
)
def test_what_are_no_two_colours_is_refused(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_ACCENT must be two colours"):
        environment.SITE_ACCENT.read({"SITE_ACCENT": given})


def test_what_is_no_small_picture_is_refused(tmp_path: Path) -> None:
    page, large, small = (tmp_path / name for name in ("a.html", "b.png", "c.png"))
    page.write_text("x")
    large.write_bytes(b"x" * 30_001)
    small.write_bytes(b"x")
    for path in (page, large, tmp_path / "none.svg"):
        with pytest.raises(ImproperlyConfigured, match="SITE_LOGO must be"):
            environment.SITE_LOGO.read({"SITE_LOGO": str(path)})
    assert environment.SITE_LOGO.read({"SITE_LOGO": str(small)}) == small
    assert environment.SITE_LOGO.read({}) is None
