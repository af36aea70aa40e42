# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Contractions of every kind, schedule, odd size and count of tokens."""

import re

import pytest
from contractions import check
from harness import HOST, PRODUCT_TARGETS, PROVIDED, build
from matrix import (
    INTEGERS,
    KINDS,
    TOKENS,
    by_rows,
    by_schedule,
    by_table,
    ffns,
    with_tokens,
)

# What each target is to be tested with, and with how many tokens.
SOME = ["f32", "bf16", "int4", *INTEGERS]
FEW = (1, 3, 5, 17, 129)
OF_TARGET = {
    "x86-64": (SOME, FEW),
    "x86-64-v3": (KINDS, TOKENS),
    "x86-64-v4": (KINDS, TOKENS),
    "x86-64-v4+vnni": (INTEGERS, TOKENS),
    "x86-64-v4+bf16": (["bf16_pairs"], TOKENS),
    "x86-64-v3+avxvnni": (INTEGERS, TOKENS),
    "aarch64": (SOME, FEW),
    "aarch64+dotprod": (INTEGERS, FEW),
}
# Intrinsics that become calls of a C library.
LIBRARY = re.compile(r"llvm\.intr\.(exp|log|pow|sin|cos|tan|frem|round\b)\w*")


def run_all(case, target, tokens=TOKENS):
    built = build(case.text(), target, "encode-arguments=0")
    for count in tokens if case.tokens is None else [case.tokens]:
        check(built, case, count)
    assert built.undefined() <= PROVIDED
    # In LLVM's dialect: what is no instruction, and vectors of odd sizes.
    code = (built.folder / "module.mlir").read_text()
    assert not LIBRARY.search(code), (case.name, LIBRARY.search(code)[0])
    sizes = set(map(int, re.findall(r"\bvector<(\d+)x", code)))
    assert all(size & (size - 1) == 0 for size in sizes), (case.name, sizes)


@pytest.mark.parametrize(
    "case", by_schedule() + with_tokens() + ffns() + by_rows(), ids=lambda c: c.name
)
def test_schedule(case):
    run_all(case, HOST)


@pytest.mark.parametrize(
    "target, case",
    [(t, c) for t in OF_TARGET for c in by_table(OF_TARGET[t][0])],
    ids=lambda p: getattr(p, "name", p),
)
def test_table(target, case):
    run_all(case, PRODUCT_TARGETS[target], OF_TARGET[target][1])
