"""The size of a frame in which other sites show a claim or a speaker."""

WIDTH, HEIGHT = 600, 340  # pixels
