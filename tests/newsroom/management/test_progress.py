"""What commands say of a long step while it runs."""

from io import StringIO

from django.core.management.base import OutputWrapper

from newsroom.management.progress import EVERY, Progress


def test_a_long_step_says_where_it_is_now_and_then() -> None:
    times = iter([0, 0, EVERY - 1, EVERY, EVERY, EVERY + 1, 2 * EVERY, 2 * EVERY])
    to = StringIO()
    progress = Progress(OutputWrapper(to), lambda: next(times))
    progress.begin("Loading")
    for done in range(1, 5):
        progress.at("Loaded", done, 4)
    assert to.getvalue() == "Loading.\n  Loaded: 2 of 4\n  Loaded: 4 of 4\n"
