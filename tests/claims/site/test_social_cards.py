"""The picture shown with a link to a claim: what is on it, and where."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image, ImageChops, ImageColor

from claims.presentation.chip import chip
from claims.presentation.prose import day
from claims.site import rows, social_cards
from tests import factories

pytestmark = pytest.mark.django_db
WIDTH, HEIGHT = social_cards.SIZE
# Left, top, right and bottom of each part.
MARK = (70, 34, 111, 75)
NAME = (120, 34, 700, 84)
DAY = (700, 34, WIDTH - 60, 84)
ANSWERS = (60, 100, WIDTH, 250)
STATEMENT = (60, 245, WIDTH, 430)
SUMMARY = (60, 425, WIDTH, 560)
SPEAKER = (60, 555, WIDTH, HEIGHT)
CLEAR = 60  # of 255; the palette of a picture depends on all that is on it


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def changed_part(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int]:
    """The smallest part outside which the pictures look the same."""
    different = ImageChops.difference(one, other).convert("L")
    found = different.point([255 * (value > CLEAR) for value in range(256)]).getbbox()
    assert found
    return found


def lies_within(part: tuple[int, int, int, int], whole: tuple[int, int, int, int]) -> bool:
    return (
        part[0] >= whole[0] and part[1] >= whole[1] and part[2] <= whole[2] and part[3] <= whole[3]
    )


def has_colour(image: Image.Image, colour: str) -> bool:
    wanted = ImageColor.getrgb(colour)
    colours: Any = image.getcolors(WIDTH * HEIGHT)
    return any(
        max(abs(one - other) for one, other in zip(each, wanted, strict=True)) < 24
        for _number, each in colours
    )


def test_it_has_mark_name_day_both_answers_and_the_words(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Facts"
    claim = factories.signed_claim()
    row = rows.published(factories.current_publication(claim))
    words = social_cards.Words.of(row)
    assert row.published_at
    assert (words.site, words.published) == ("The Facts", day(row.published_at))
    assert words.answers == tuple(chip(row.body, row.standing))
    assert len(words.answers) == 2

    served = opened(Client().get(f"/claims/{claim.pk}/card.png").content)
    for part, where in (
        ("site", NAME),
        ("published", DAY),
        ("text", STATEMENT),
        ("summary", SUMMARY),
        ("speaker", SPEAKER),
    ):
        assert getattr(words, part), part
        change: Any = {part: f"{getattr(words, part)[:-1]}W"}
        other = replace(words, **change)
        changed = changed_part(served, opened(social_cards._drawn(other)))
        assert lies_within(changed, where), (part, changed)
    mark = served.crop(MARK)
    assert has_colour(mark, "#0a4d8c")
    assert has_colour(mark, "#ffd34e")
    answers = served.crop(ANSWERS)
    for each in words.answers:
        assert has_colour(answers, social_cards.COLOURS.get(each.code, social_cards.SOFT)), each


@pytest.mark.parametrize("status", ["verified", "refuted"])
def test_each_answer_is_written_on_it(status: str) -> None:
    claim = factories.concluded_claim(status)
    words = social_cards.Words.of(rows.published(factories.current_publication(claim)))
    served = opened(Client().get(f"/claims/{claim.pk}/card.png").content)
    for place, answer in enumerate(words.answers):
        answers = [*words.answers]
        answers[place] = replace(answer, words=f"{answer.words[:-1]}W")
        other = opened(social_cards._drawn(replace(words, answers=tuple(answers))))
        changed = changed_part(served, other)
        assert lies_within(changed, ANSWERS), (answer, changed)
