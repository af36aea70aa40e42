# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The Llama architecture in NumPy, float32, with pluggable FFN blocks.

    llama = Llama(model)                  # model: importers.gguf.Model
    for token, logits in llama.generate(prompt_tokens, 40):
        ...

An FFN block is a function `ffn(layer, x) -> y` of x, y: [tokens][width] float32
that holds the norm before it and adds the residual. Sizes below: T tokens given
now, S tokens so far, D = head_dim, H heads, K KV heads.
"""

from __future__ import annotations

import numpy as np


def rms_norm(x, weight, eps):
    """x / rms(x) * weight for every row of x, in the dtype of x."""
    mean = np.mean(x * x, axis=-1, keepdims=True)
    return x / np.sqrt(mean + x.dtype.type(eps)) * weight


def silu(x):
    with np.errstate(over="ignore"):  # exp(-x) = inf gives the right -0.
        return x / (1 + np.exp(-x))


def numpy_ffn(model, dtype=np.float32):
    """The FFN blocks of `model` in NumPy, as `ffn(layer, x)`.

    In float32 all weights are decoded once and kept. In float64, the oracle,
    the weights of a layer are decoded when it is called: it is called rarely.
    """

    def weights(layer):
        names = ("norm", "gate", "up", "down")
        return [
            model[f"blk.{layer}.ffn_{n}.weight"].decode(dtype) for n in names
        ]

    if dtype == np.float32:
        kept = [weights(layer) for layer in range(model.layers)]
        weights = kept.__getitem__

    def ffn(layer, x):
        norm, gate, up, down = weights(layer)
        x = x.astype(dtype, copy=False)
        h = rms_norm(x, norm, model.eps)
        return x + (silu(h @ gate.T) * (h @ up.T)) @ down.T

    return ffn


def rotate(x, cos, sin):
    """Rotary embedding of x: [T][heads][D], pairs (2i, 2i + 1) as GGUF orders
    the rows of Q and K for this architecture; cos, sin: [T][1][D / 2]."""
    even, odd = x[..., 0::2], x[..., 1::2]
    out = np.empty_like(x)
    out[..., 0::2] = even * cos - odd * sin
    out[..., 1::2] = even * sin + odd * cos
    return out


class Llama:
    """The whole model: float32 weights, KV cache, greedy generation."""

    def __init__(self, model):
        self.model = m = model
        self.embedding = m["token_embd.weight"].decode()
        tied = "output.weight" not in m.tensors
        self.output = self.embedding if tied else m["output.weight"].decode()
        self.output_norm = m["output_norm.weight"].decode()
        names = ("norm", "q", "k", "v", "output")
        self.attention = [
            [m[f"blk.{i}.attn_{n}.weight"].decode() for n in names]
            for i in range(m.layers)
        ]
        exponents = np.arange(0, m.head_dim, 2) / m.head_dim
        angles = np.arange(m.context)[:, None] * m.rope_base**-exponents
        self.cos = np.cos(angles).astype(np.float32)[:, None]
        self.sin = np.sin(angles).astype(np.float32)[:, None]

    def attend(self, layer, x, cache, position):
        """x + attention(rms_norm(x)); appends to the layer's cache."""
        m = self.model
        norm, wq, wk, wv, wo = self.attention[layer]
        h, t = rms_norm(x, norm, m.eps), len(x)
        end = position + t
        cos, sin = self.cos[position:end], self.sin[position:end]
        q = rotate((h @ wq.T).reshape(t, m.heads, m.head_dim), cos, sin)
        keys, values = cache[layer]  # [context][K][D]
        keys[position:end] = rotate(
            (h @ wk.T).reshape(t, m.kv_heads, -1), cos, sin
        )
        values[position:end] = (h @ wv.T).reshape(t, m.kv_heads, -1)
        # H / K query heads share a KV head: [K][H / K * T][D] x [K][D][S].
        q = q.reshape(t, m.kv_heads, -1, m.head_dim).transpose(1, 2, 0, 3)
        k = keys[:end].transpose(1, 2, 0)
        v = values[:end].transpose(1, 0, 2)
        scores = q.reshape(m.kv_heads, -1, m.head_dim) @ k
        scores = scores.reshape(m.kv_heads, -1, t, end)
        scores *= np.float32(m.head_dim**-0.5)
        future = np.arange(end) > np.arange(position, end)[:, None]  # [T][S]
        scores = np.where(future, np.float32(-np.inf), scores)
        p = np.exp(scores - scores.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)
        y = p.reshape(m.kv_heads, -1, end) @ v
        y = y.reshape(m.kv_heads, -1, t, m.head_dim).transpose(2, 0, 1, 3)
        return x + y.reshape(t, -1) @ wo.T

    def step(self, tokens, cache, position, ffn):
        """Logits [vocabulary] after `tokens`, the first at `position`."""
        x = self.embedding[tokens]
        for layer in range(self.model.layers):
            x = self.attend(layer, x, cache, position)
            x = ffn(layer, x)
        last = rms_norm(x[-1], self.output_norm, self.model.eps)
        return self.output @ last

    def generate(self, prompt, count, ffn, stop=()):
        """Yield (token, logits) up to `count` times, each token the most likely
        one; ends after a token of `stop`. The prompt is one step."""
        m = self.model
        length = len(prompt) + count
        if not prompt or length > m.context:
            raise ValueError(f"{length} tokens, expected 1 to {m.context}")
        shape = (m.layers, 2, length, m.kv_heads, m.head_dim)
        cache, position = np.zeros(shape, np.float32), 0
        tokens = list(prompt)
        for _ in range(count):
            logits = self.step(tokens, cache, position, ffn)
            position += len(tokens)
            tokens = [int(np.argmax(logits))]
            yield tokens[0], logits
            if tokens[0] in stop:
                return
