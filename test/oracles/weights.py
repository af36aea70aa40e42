# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NumPy reference of the weight encodings.

    encoding = Encoding("panels", "int4", tile=16, group_size=32, asymmetric=True)
    parts = encode(w, encoding)                 # values[, scales[, mins]]
    w2 = decode(parts, encoding, w.shape)       # float64
    buffer = pack(parts)                        # the one buffer of the C ABI

A weight is `[K, N]` (`[N, K]` with out_in): K inputs, N outputs. With several
branches N counts all of them, side by side or (interleaved) column by column;
the storage always holds branch after branch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bodies import numpy_dtype, rounded

ALIGNMENT = 64


# What tests store weights as, the formats with every kind of group and scale.
FORMATS = [
    dict(format="f64"),
    dict(format="f32"),
    dict(format="bf16"),
    dict(format="f16"),
    dict(format="int8"),
    dict(format="int8", group_size=32),
    dict(format="int8", group_size=128, scale="f16"),
    dict(format="int4", group_size=32),
    dict(format="int4", group_size=64, scale="f16"),
    dict(format="int4", group_size=32, asymmetric=True, scale="f16"),
    dict(format="int4", group_size=128, asymmetric=True),
]


@dataclass(frozen=True)
class Encoding:
    """The parameters of `#gate.weight<...>`."""

    layout: str  # panels, neuron_major
    format: str  # f64, f32, bf16, f16, int8, int4
    tile: int = 0  # of panels
    group_size: int = 0  # of int4, and of int8 if in groups
    asymmetric: bool = False
    scale: str = "f32"
    neuron_dim: int = -1  # of neuron_major: the dimension that is outermost
    order: str = "in_out"
    branches: int = 1
    interleaved: bool = False
    interleave: int = 1  # of panels: inputs of a column that lie together

    def __str__(self):
        items = [self.layout, self.format]
        for name in ("tile", "group_size"):
            if getattr(self, name):
                items.append(f"{name} = {getattr(self, name)}")
        if self.asymmetric:
            items.append("asymmetric")
        if self.scale != "f32":
            items.append(f"scale = {self.scale}")
        if self.neuron_dim >= 0:
            items.append(f"neuron_dim = {self.neuron_dim}")
        if self.order != "in_out":
            items.append(self.order)
        if self.branches > 1:
            items.append(f"branches = {self.branches}")
        if self.interleaved:
            items.append("interleaved")
        if self.interleave > 1:
            items.append(f"interleave = {self.interleave}")
        return f"#gate.weight<{', '.join(items)}>"

    @property
    def quantized(self):
        return self.format in ("int8", "int4")

    @property
    def value_dtype(self):
        return np.dtype(np.int8 if self.quantized else numpy_dtype(self.format))

    @property
    def neurons_are_outputs(self):
        return self.neuron_dim == (1 if self.order == "in_out" else 0)

    def sizes(self, shape):
        """K, and N of one branch."""
        k, n = shape if self.order == "in_out" else shape[::-1]
        return k, n // self.branches


# ------------------------------------------------------------------------------
# Sizes
# ------------------------------------------------------------------------------


def storage(encoding, shape):
    """(shape, dtype) of each part of a weight of the given logical shape."""
    k, n = encoding.sizes(shape)
    groups = [k // encoding.group_size] if encoding.group_size else []
    depth = [*groups, encoding.group_size // 2] if encoding.format == "int4" else [k]
    if encoding.layout == "panels":
        outer = [encoding.branches * -(-n // encoding.tile)]
        inner = [encoding.tile]
    elif encoding.neurons_are_outputs:
        outer, inner = [encoding.branches * n], []
    else:
        outer, inner = [], [encoding.branches * n]
    together = [encoding.interleave] if encoding.interleave > 1 else []
    depth[-1] = -(-depth[-1] // encoding.interleave)
    parts = [((*outer, *depth, *inner, *together), encoding.value_dtype)]
    if encoding.quantized:
        scale = np.dtype(numpy_dtype(encoding.scale))
        parts += [((*outer, *groups, *inner), scale)] * (1 + encoding.asymmetric)
    return parts


def offsets(encoding, shape):
    """Byte offset of each part in the one buffer, and last the buffer's size."""
    result = [0]
    for part, dtype in storage(encoding, shape):
        end = result[-1] + int(np.prod(part, dtype=np.int64)) * dtype.itemsize
        result.append(-(-end // ALIGNMENT) * ALIGNMENT)
    return result


def pack(parts):
    """The parts in one buffer, each from a multiple of 64 bytes, zero filled."""
    buffer = b""
    for part in parts:
        buffer += np.ascontiguousarray(part).tobytes()
        buffer += bytes(-len(buffer) % ALIGNMENT)
    return np.frombuffer(buffer, np.uint8).copy()


def unpack(buffer, encoding, shape):
    """The parts in a buffer that `pack` made."""
    parts = []
    for start, (part, dtype) in zip(offsets(encoding, shape), storage(encoding, shape)):
        end = start + int(np.prod(part, dtype=np.int64)) * dtype.itemsize
        parts.append(buffer[start:end].view(dtype).reshape(part))
    return parts


# ------------------------------------------------------------------------------
# Encoding
# ------------------------------------------------------------------------------


def _branches(w, encoding):
    """The branches of a weight, each [K][N]."""
    w = w if encoding.order == "in_out" else w.T
    b, n = encoding.branches, w.shape[1] // encoding.branches
    if encoding.interleaved:
        return [w[:, i::b] for i in range(b)]
    return [w[:, i * n : (i + 1) * n] for i in range(b)]


def _join(columns, encoding):
    """The weight of its branches' columns [N][K], branch after branch."""
    b, n = encoding.branches, len(columns) // encoding.branches
    if encoding.interleaved:
        columns = [columns[i * n + j] for j in range(n) for i in range(b)]
    w = np.stack(columns, axis=1)
    return w if encoding.order == "in_out" else w.T


def _quotient(number, scale):
    """number / scale rounded to nearest even, 0 where the scale is 0; in f32."""
    if scale == 0:
        return np.zeros_like(number)
    return np.rint(number / np.float32(scale))


def _pad_last(part, multiple):
    """Zeros behind the last dimension, up to a multiple."""
    widths = [(0, 0)] * (part.ndim - 1) + [(0, -part.shape[-1] % multiple)]
    return np.pad(part, widths)


def _encode_column(column, encoding):
    """Values (and scales, mins) of one output's K numbers."""
    f32, scale_type = np.float32, numpy_dtype(encoding.scale)
    if encoding.format == "int8":
        groups = column.astype(f32).reshape(-1, encoding.group_size or len(column))
        scales = np.array([scale_type(np.abs(g).max() / f32(127)) for g in groups])
        q = [np.clip(_quotient(g, s), -127, 127) for g, s in zip(groups, scales)]
        values = np.concatenate(q).astype(np.int8)
        return values, scales if encoding.group_size else scales[0]
    if encoding.format == "int4":
        values, scales, mins = [], [], []
        for group in column.astype(f32).reshape(-1, encoding.group_size):
            if encoding.asymmetric:
                scale = scale_type((group.max() - group.min()) / f32(15))
                low = scale_type(group.min())
                q = _quotient(group - f32(low), scale)
                mins.append(low)
            else:
                scale = scale_type(np.abs(group).max() / f32(7))
                q = _quotient(group, scale) + 8
            q = np.clip(q, 0, 15).astype(np.uint8)
            half = encoding.group_size // 2
            values.append((q[:half] | q[half:] << 4).view(np.int8))
            scales.append(scale)
        parts = np.stack(values), np.array(scales), np.array(mins)
        return parts if encoding.asymmetric else parts[:2]
    return (column.astype(encoding.value_dtype),)


def encode(w, encoding):
    """Storage parts of a weight; padding columns are encoded as zeros."""
    w = np.asarray(w)
    columns = []
    for branch in _branches(w, encoding):
        columns += list(branch.T)
        if encoding.layout == "panels":
            zeros = np.zeros(len(branch), w.dtype)
            columns += [zeros] * (-branch.shape[1] % encoding.tile)
    encoded = [_encode_column(c, encoding) for c in columns]
    parts = []
    for part in zip(*encoded):
        part = np.stack(part)  # [outputs][...]
        if encoding.interleave > 1 and not parts:
            part = _pad_last(part, encoding.interleave)
            part = part.reshape(*part.shape[:-1], -1, encoding.interleave)
            part = part.reshape(-1, encoding.tile, *part.shape[1:])
            parts.append(np.ascontiguousarray(np.moveaxis(part, 1, -2)))
            continue
        if encoding.layout == "panels":
            part = part.reshape(-1, encoding.tile, *part.shape[1:])
            part = np.moveaxis(part, 1, -1)  # [panel][...][tile]
        elif not encoding.neurons_are_outputs:
            part = np.moveaxis(part, 0, -1)
        parts.append(np.ascontiguousarray(part))
    return parts


def _decode_column(parts, encoding):
    f32 = np.float32
    if encoding.format == "int8":
        groups = parts[0].reshape(-1, encoding.group_size or len(parts[0]))
        return (groups.astype(f32) * parts[1].reshape(-1, 1).astype(f32)).reshape(-1)
    if encoding.format == "int4":
        groups = []
        for g, byte in enumerate(parts[0].view(np.uint8)):
            q = np.concatenate([byte & 15, byte >> 4]).astype(f32)
            scale = f32(parts[1][g])
            if encoding.asymmetric:
                groups.append(scale * q + f32(parts[2][g]))
            else:
                groups.append(scale * (q - f32(8)))
        return np.concatenate(groups)
    return parts[0].astype(np.float64)


def decode(parts, encoding, shape, dtype=None):
    """The numbers that the parts stand for, float64 (rounded to `dtype`)."""
    k, n = encoding.sizes(shape)
    columns = []
    for part in parts:
        if encoding.interleave > 1 and not columns:
            part = np.moveaxis(part, -2, 1)  # [panel][tile][...][I]
            part = part.reshape(*part.shape[:-2], -1)
            if encoding.format != "int4":
                part = part[..., :k]
            columns.append(part.reshape(-1, *part.shape[2:]))
            continue
        if encoding.layout == "panels":
            part = np.moveaxis(part, -1, 1)
            part = part.reshape(-1, *part.shape[2:])
        elif not encoding.neurons_are_outputs:
            part = np.moveaxis(part, -1, 0)
        columns.append(part)
    tile = encoding.tile if encoding.layout == "panels" else 1
    padded = -(-n // tile) * tile
    numbers = [
        _decode_column([np.ascontiguousarray(p[b * padded + j]) for p in columns], encoding)
        for b in range(encoding.branches)
        for j in range(n)
    ]
    return rounded(_join(numbers, encoding).astype(np.float64), dtype)
