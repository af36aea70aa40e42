# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the code of contractions looks like, of every kind and schedule."""

import functools
import re

import pytest
from harness import OPT, PRODUCT_TARGETS, command
from matrix import by_schedule, by_table

TARGETS = ("x86-64", "x86-64-v3", "x86-64-v4+vnni", "x86-64-v4+bf16", "aarch64+dotprod")
CASES = {c.name: c for c in by_table() + by_schedule()}

# Loops that carry vectors and nothing else.
SUMS = re.compile(r"scf\.for .* iter_args\(.*\) -> \((vector<[\w]+>(, )?)+\) {$")
WRITE = re.compile(r"\b(vector\.(transfer_write|store)|memref\.(store|copy)|tensor\.insert)\b")
PRODUCT = re.compile(
    r"arith\.addf .* fastmath<contract> : vector<|pmadd\.wd|vpdpbusd|dpbf16ps|sdot"
)
VECTOR = re.compile(r"\bvector<((?:\d+x)+)")


@functools.cache
def functions(target):
    """Of each case its lines, each with the lines of the blocks around it."""
    text = "".join(c.text() for c in CASES.values())
    options = PRODUCT_TARGETS[target].options
    lowered = command(OPT, f"-penstock-lower-to-vectors={options}", input=text)
    result, stack = {}, []
    for line in map(str.strip, lowered.splitlines()):
        if line.startswith("}"):
            stack.pop()
        name = stack[1].split("@")[1].split("(")[0] if len(stack) > 1 else None
        result.setdefault(name, []).append((line, tuple(stack[2:])))
        if line.endswith("{"):
            stack.append(line)
    assert not stack
    return {name: result[name] for name in CASES}


each = pytest.mark.parametrize("target", TARGETS)


@each
def test_sums_are_vectors(target):
    """Products are added in loops that carry vectors and write nothing."""
    for name, lines in functions(target).items():
        assert any(SUMS.search(line) for line, _ in lines), name
        for line, around in lines:
            loops = [l for l in around if SUMS.search(l)]
            assert not (loops and WRITE.search(line)), (name, line)
            assert loops or not PRODUCT.search(line), (name, line)


@each
def test_vector_sizes(target):
    for name, lines in functions(target).items():
        for line, _ in lines:
            for sizes in VECTOR.findall(line):
                for size in map(int, sizes[:-1].split("x")):
                    assert size & (size - 1) == 0, (name, line)


def field(case, name):
    found = re.search(rf"{name} = (\d+)", case.strategy)
    return int(found[1]) if found else 1


def is_cut(case):
    """Whether a chunk of inputs holds a group."""
    group = min(e.group_size or case.activations or 1 for e in case.encoding)
    return "chunk" in case.strategy and field(case, "chunk") >= group


def reads_few_at_once(case):
    """Whether a task has more panels than the register tile."""
    panels = -(-case.outputs // field(case, "neurons"))
    tile = min(field(case, "panels"), panels)
    half = -(-panels // 2)
    return min(field(case, "streams"), half + -half % tile) > tile


@each
def test_prefetches(target):
    """They stand in the loop over a chunk's inputs, for many tokens."""
    for name, lines in functions(target).items():
        case, chunked = CASES[name], 0
        for line, around in lines:
            if "memref.prefetch" not in line:
                continue
            chunked += 1
            at = [i for i, l in enumerate(around) if SUMS.search(l)]
            assert len(at) == 1 and at[0] == len(around) - 2, (name, around)
            switch = [l for l in around[: at[0]] if re.match(r"case|default", l)]
            # Of two switches the outer one is over few tokens and many.
            assert len(switch) < 2 or switch[0].startswith("default"), (name, around)
        if case.strategy and case.inputs >= 8:
            assert bool(chunked) == is_cut(case), name


@each
def test_one_switch_for_few_tokens(target):
    for name, lines in functions(target).items():
        results = [l for l, _ in lines if re.search(r"= scf\.index_switch", l)]
        assert len(results) <= 1, name
        case = CASES[name]
        if case.strategy:
            assert len(results) == reads_few_at_once(case), name
        for line in results:
            assert re.search(r"index_switch %dim\w* -> tensor<\?x", line), (name, line)
