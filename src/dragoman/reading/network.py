"""spaCy's network for words, with what it works out twice worked out once; what it gives stays the same to the bit.

What its first layer gives for a word follows from the word alone (norm, prefix, suffix, shape, the space behind it),
and a batch of lines has each word three times or more. BLIS, which spaCy multiplies with, gives a row the same bits
whatever rows stand beside it. Each layer is brought to mean 0 and variance 1: the mean is in the variance already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language

_ODD = np.uint64(0x9E3779B97F4A7C15)  # a word's features, each of 64 bits, are told apart by one sum of products


def nothing_twice(nlp: Language) -> None:
    """Put the layers below in the place of those of a pipeline's tok2vec that do the same."""
    from thinc.api import Model

    network = nlp.get_pipe("tok2vec").model
    for node in list(network.walk()):
        for k, layer in enumerate(node.layers):
            if layer.name == "layernorm":
                node.layers[k] = Model("normalized", _normalized, layers=[layer])
    network.layers[0] = Model("each_word_once", _each_word_once, layers=[network.layers[0]])


def _each_word_once(model: Any, docs: list[Any], is_train: bool) -> tuple[list[Any], None]:
    """Vectors of the words of lines, an array a line; None: this is not for training."""
    extract, _, hashed, mixed, _ = model.layers[0].layers
    lines = extract.predict(docs)
    words = np.concatenate(lines)
    keys = np.zeros(len(words), np.uint64)
    for feature in words.T:
        keys = keys * _ODD + feature
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    vectors = mixed.predict(hashed.predict(words[first]))[which]
    return np.split(vectors, np.cumsum([len(line) for line in lines])[:-1]), None


def _normalized(model: Any, x: Any, is_train: bool) -> tuple[Any, None]:
    """Rows of mean 0 and variance 1, scaled and shifted as was learnt: thinc's operations in their order."""
    layer = model.layers[0]
    x = x - x.mean(axis=1, keepdims=True)
    variance = (x * x).mean(axis=1, keepdims=True) + 1e-08
    x *= variance ** (-1.0 / 2.0)
    x *= layer.get_param("G")
    x += layer.get_param("b")
    return x, None
