"""Reads texts of sources in a process of its own: ``python -m claims.capture.reading_process``.

A text may be made to be slow to read or to fill the memory; then only this process ends. It reads one
JSON object a line from standard input and writes one for each: for ``statements`` the language of the
text, whether it is one that is read, and what it reports; for ``quotes`` what became of quotes in a
newer text. Between texts it keeps the language model. It uses neither settings nor the database.
"""

import json
import logging
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from nlp.attribution import LANGUAGES, Turn, spoken_statements, statements
from nlp.language import primary
from nlp.language_of_text import language_of, likely_language_of
from sources import anchors
from sources.process_limits import limit_memory, limit_time


def read_statements(request: dict[str, Any]) -> dict[str, Any]:
    """``language``: as stated; the answer's is the text's own, or empty if it isn't clear.

    ``turns``: of a transcript, start, end and label of each speaker's words.
    """
    text, published = request["text"], request["published"]
    language = language_of(text, request["language"])
    read_in = primary(language) or likely_language_of(text)
    # What is said aloud is read in English only.
    if read_in not in (LANGUAGES if request["turns"] is None else {"en"}):
        return {"language": language, "read": False, "statements": []}
    day = date.fromisoformat(published) if published else None
    if request["turns"] is None:
        found = statements(text, day, language=read_in)
    else:
        found = spoken_statements(text, [Turn(*each) for each in request["turns"]], day)
    return {"language": language, "read": True, "statements": [asdict(each) for each in found]}


def judge_quotes(request: dict[str, Any]) -> dict[str, Any]:
    """``quotes``: the selectors of quotes in ``text``; ``newer``: the present text."""
    text, newer = anchors.Prepared(request["text"]), anchors.Prepared(request["newer"])
    found = (
        anchors.judge(anchors.Selector(*selector), text, newer) for selector in request["quotes"]
    )
    return {"judged": [(each.verdict, each.start, each.end) for each in found]}


def main() -> None:
    """``sys.argv``: the most bytes of address space."""
    logging.disable(logging.CRITICAL)
    limit_memory(int(sys.argv[1]))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limit_time(request["seconds"])
        read = judge_quotes if request["kind"] == "quotes" else read_statements
        # What can't be read ends the process: it may have no memory left to go on with.
        answer = json.dumps(read(request), default=date.isoformat)
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
