"""Anchors: a quote's place in a text, and whether it is still there in a newer one."""

from sources.anchors.judging import Judgement, judge
from sources.anchors.prepared_text import Prepared
from sources.anchors.selectors import CONTEXT, Selector, find, find_one, make, not_found
from sources.anchors.words import Difference, differences
