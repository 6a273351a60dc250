"""Embeds the statements that are looked for: ``python -m claims.matching.embedding_process NAME MEMORY``.

First it writes a line with the model's ``name``. Then it reads one JSON object a line from standard
input, with ``id`` and ``texts``, and writes one for each: the ``id`` and ``vectors``, numbers of four
bytes in base64. It uses neither settings nor the database.
"""

import json
import logging
import sys
from base64 import b64encode

import numpy as np

from claims.matching import embedders
from sources.process_limits import limit_memory


def main() -> None:
    """``sys.argv``: the embedder's name, and the most bytes of address space."""
    logging.disable(logging.CRITICAL)
    limit_memory(int(sys.argv[2]))
    embedder = embedders.load(sys.argv[1])
    # The first text takes longer than those after it.
    embedder.queries(["A statement."])
    _write({"name": embedder.name})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        vectors = np.ascontiguousarray(embedder.queries(request["texts"]), "<f4")
        _write({"id": request["id"], "vectors": b64encode(vectors.tobytes()).decode()})


def _write(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
