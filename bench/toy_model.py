#!/usr/bin/env python3
"""Makes a model folder whose network is a table look-up: `toy_model.py FOLDER`.

A server with `embedding.provider = "onnx"` and this folder does everything that it does with the
real model (tokenise, schedule, search vectors of 384 dimensions) except to compute the network, so
it shows what a request costs without the embedding. Needs the packages numpy and onnx.
"""

import pathlib
import shutil
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VOCABULARY, DIMENSION = 30522, 384


def make(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    words = np.random.default_rng(1).standard_normal((VOCABULARY, DIMENSION)).astype(np.float32)
    shape = lambda *last: ["batch", "sequence", *last]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", "input_ids"], ["last_hidden_state"])],
        "toy",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape())
         for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape(DIMENSION))],
        [numpy_helper.from_array(words, "words")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.onnx")
    source = pathlib.Path(__file__).resolve().parent.parent / "crates/inference/model"
    shutil.copy(source / "tokenizer.json", folder / "tokenizer.json")


if __name__ == "__main__":
    make(sys.argv[1])
