# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The FFN that is measured: its shape, weights, inputs and float64 result.

    y = (f(x Wg^T) * (x Wu^T)) Wd^T

with f = silu (swiglu) or relu (reglu). Weights lie as models store them,
[out][in]. A problem has as many layers as it takes that one token finds none of
its weights in the cache; every worker runs through all of them.
"""

import json
from dataclasses import asdict, dataclass
from math import erfc
from pathlib import Path

import numpy as np

# Bytes of one weight; int4 with one f16 scale per 32.
BYTES = {"f32": 4, "bf16": 2, "f16": 2, "int8": 1, "int4": 0.5 + 2 / 32}
GROUP = 32  # numbers that share a scale in int4
# What the limits of those without weights are measured at.
STREAM = 64 << 20
# Functions that are measured alone, and how many arrays they take.
OPERANDS = {"silu": 1, "gelu": 1, "swiglu": 2, "geglu": 2}


@dataclass(frozen=True)
class Problem:
    d: int
    f: int
    dtype: str  # of the weights
    threads: int
    layers: int
    folder: str  # of the file with the weights
    function: str = "swiglu"
    zeros: float | None = None  # share of neurons that reglu makes zero
    # "forward" or "train" of a module of torch, or "elementwise": `function`
    # alone, of `f` arrays, with "tokens" elements each, and no weights.
    work: str | None = None

    def to_json(self):
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text):
        return Problem(**json.loads(text))

    @property
    def path(self):
        zeros = "" if self.zeros is None else f"-{self.zeros:g}"
        return Path(self.folder) / f"{self.function}-{self.d}x{self.f}{zeros}"

    @property
    def layer_bytes(self):
        """Bytes of a layer's weights in this format."""
        if self.work == "elementwise":
            return STREAM
        scales = 4 * (2 * self.f + self.d) if self.dtype == "int8" else 0
        return 3 * self.d * self.f * BYTES[self.dtype] + scales

    def bytes(self, tokens):
        """The least that a layer must move: weights, x and y once."""
        if self.work == "elementwise":
            return int((self.f + 1) * tokens * BYTES[self.dtype])
        bytes = self.layer_bytes + 8 * tokens * self.d
        # Again for the gradients, which are as many.
        return 3 * bytes if self.work == "train" else bytes

    def operations(self, tokens):
        if self.work == "elementwise":
            return 0  # Of bytes there is a count.
        operations = 2 * tokens * 3 * self.d * self.f
        return 3 * operations if self.work == "train" else operations

    def shapes(self):
        """Of gate, up and down."""
        return ((self.f, self.d), (self.f, self.d), (self.d, self.f))

    def write_weights(self):
        """Makes the file that all workers map; keeps a longer one."""
        if self.work == "elementwise":
            Path(self.folder).mkdir(parents=True, exist_ok=True)
            return
        size = 4 * 3 * self.d * self.f * self.layers
        if self.path.exists() and self.path.stat().st_size >= size:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "wb") as file:
            for layer in range(self.layers):
                rng = np.random.default_rng([layer, self.d, self.f])
                for i, shape in enumerate(self.shapes()):
                    w = rng.standard_normal(shape, np.float32)
                    w *= np.float32(shape[1] ** -0.5)
                    if self.zeros is not None and i == 0:
                        # Input 0 is 1 and moves all gates: a bias that needs
                        # no operand of its own.
                        w[:, 0] = self.gate_shift()
                    w.tofile(file)

    def gate_shift(self):
        """What a standard normal number needs to be <= 0 that often."""
        from statistics import NormalDist

        share = min(max(self.zeros, 1e-9), 1 - 1e-9)
        return np.float32(-NormalDist().inv_cdf(share))

    def weights(self, layer):
        """Gate, up and down of a layer, in the mapped file."""
        if self.work == "elementwise":
            return ()
        size = self.d * self.f
        offset = 4 * 3 * size * layer
        whole = np.memmap(self.path, np.float32, "r", offset, (3, size))
        return tuple(
            np.asarray(w).reshape(shape)
            for w, shape in zip(whole, self.shapes())
        )

    def x(self, tokens):
        rng = np.random.default_rng([7, self.d, tokens])
        if self.work == "elementwise":
            x = rng.standard_normal((tokens, self.f), np.float32)
            return rounded(x, self.dtype)
        x = rng.standard_normal((tokens, self.d), np.float32)
        if self.zeros is not None:
            x[:, 0] = 1
        return x


    def exact(self, arrays):
        """What an elementwise function gives, in float64."""
        x, *up = (np.asarray(a, np.float64) for a in arrays)
        if self.function in ("silu", "swiglu"):
            y = x / (1 + np.exp(-x))
        else:
            y = x * np.vectorize(erfc, otypes=[float])(-x / 2**0.5) / 2
        return y * up[0] if up else y

    def adjoint(self, tokens):
        """Of the result."""
        rng = np.random.default_rng([8, self.d, tokens])
        return rng.standard_normal((tokens, self.d), np.float32)


def sample(tokens):
    """The rows that are compared with float64."""
    if tokens > 4096:  # They are elements.
        return list(range(0, tokens, tokens // 1024))
    return sorted({0, tokens // 3, 2 * tokens // 3, tokens - 1})


def reference(problem, x, weights):
    """The result in float64, some neurons at a time."""
    if problem.work == "elementwise":
        return problem.exact(x.T)
    wg, wu, wd = weights
    x = np.asarray(x, np.float64)
    y = np.zeros((len(x), problem.d))
    for i in range(0, problem.f, 1024):
        part = slice(i, i + 1024)
        gate = x @ wg[part].astype(np.float64).T
        up = x @ wu[part].astype(np.float64).T
        if problem.function == "swiglu":
            gate = gate / (1 + np.exp(-gate))
        else:
            gate = np.maximum(gate, 0)
        y += (gate * up) @ wd[:, part].astype(np.float64).T
    return y


def input_gradient(problem, x, adjoint, weights):
    """That of swiglu in float64, some neurons at a time."""
    wg, wu, wd = weights
    x, adjoint = np.asarray(x, np.float64), np.asarray(adjoint, np.float64)
    dx = np.zeros((len(x), problem.d))
    for i in range(0, problem.f, 1024):
        g, u = (w[i : i + 1024].astype(np.float64) for w in (wg, wu))
        gate, up = x @ g.T, x @ u.T
        s = 1 / (1 + np.exp(-gate))
        dh = adjoint @ wd[:, i : i + 1024].astype(np.float64)
        dx += (dh * up * s * (1 + gate * (1 - s))) @ g + (dh * gate * s) @ u
    return dx


def expected(problem, layer, token_counts, weights=None):
    """The sampled rows of the result by token count, beside them those of x's
    gradient if there is one. With the usual weights
    they are computed once and kept beside the file of the weights."""
    work = "" if problem.work in (None, "forward") else f"-{problem.work}"
    path = Path(f"{problem.path}-{problem.dtype}-{layer}{work}.npz")
    usual = weights is None
    if usual and path.exists():
        with np.load(path) as file:
            found = {int(name): file[name] for name in file.files}
        if all(tokens in found for tokens in token_counts):
            return found
    if usual:
        weights = [rounded(w, problem.dtype) for w in problem.weights(layer)]
    rows = [problem.x(tokens)[sample(tokens)] for tokens in token_counts]
    y = reference(problem, np.concatenate(rows), weights)
    if problem.work == "train":
        adjoints = [problem.adjoint(t)[sample(t)] for t in token_counts]
        dx = input_gradient(
            problem, np.concatenate(rows), np.concatenate(adjoints), weights
        )
        y = np.concatenate([y, dx], 1)
    ends = np.cumsum([len(r) for r in rows])[:-1]
    result = dict(zip(token_counts, np.split(y, ends)))
    if usual:
        partial = path.with_suffix(".partial.npz")
        np.savez(partial, **{str(t): y for t, y in result.items()})
        partial.replace(path)
    return result


def error(y, exact):
    """Largest difference of the sampled rows relative to the largest value."""
    y = np.asarray(y, np.float64)
    difference = np.abs(y[sample(len(y))] - exact).max()
    # NaN compares as no error, so make it one.
    relative = difference / np.abs(exact).max()
    return float(relative) if np.isfinite(relative) else float("inf")


# -----------------------------------------------------------------------------
# Number formats: what peers that quantize are given, and all are checked with
# -----------------------------------------------------------------------------


def round_bf16(w):
    """To nearest even, as float32."""
    bits = np.ascontiguousarray(w, np.float32).view(np.uint32)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return bits.view(np.float32)


def quantize_int8(w):
    """q in -127 ... 127 and a scale per output: w is about scale * q."""
    scale = (np.abs(w).max(axis=1, keepdims=True) / np.float32(127)).astype("f4")
    q = np.rint(w / np.where(scale == 0, 1, scale))
    return np.clip(q, -127, 127).astype(np.int8), scale


def quantize_int4(w):
    """q in 0 ... 15, [out][groups][32], and f16 scales, [out][groups][1]:
    w is about scale * (q - 8)."""
    groups = w.reshape(len(w), -1, GROUP)
    scale = np.abs(groups).max(axis=2, keepdims=True) / np.float32(7)
    scale = scale.astype(np.float16)
    divisor = np.where(scale == 0, np.float16(1), scale).astype(np.float32)
    q = np.clip(np.rint(groups / divisor) + 8, 0, 15).astype(np.uint8)
    return q, scale


def rounded(w, dtype):
    """The numbers that a weight has in a format, as float32."""
    if dtype == "bf16":
        return round_bf16(w)
    if dtype == "f16":
        return w.astype(np.float16).astype(np.float32)
    if dtype == "int8":
        q, scale = quantize_int8(w)
        return q * scale
    if dtype == "int4":
        q, scale = quantize_int4(w)
        return ((q.astype("f4") - 8) * scale.astype("f4")).reshape(w.shape)
    return w
