"""How many examples hypothesis makes up for a test that has a number of its own."""

import hypothesis


def examples(usual: int) -> int:
    """In the usual profile so many; fewer or more in the others, in proportion."""
    return max(1, usual * hypothesis.settings().max_examples // 25)
