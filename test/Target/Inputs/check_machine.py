# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the shape of a machine's description: python check_machine.py FILE."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    machine = json.load(file)
assert list(machine) == sorted(machine)
assert set(machine) == {
    "name", "cpu", "instructions", "vector_bits", "cache_bytes", "threads",
    "one_thread", "all_threads"}
assert machine["vector_bits"] in (128, 256, 512) and machine["threads"] >= 1
caches = machine["cache_bytes"]
assert 8 << 10 <= caches["L1"] <= caches["L2"] <= caches["L3"]
for rates in (machine["one_thread"], machine["all_threads"]):
    assert set(rates) == {
        "f32_gflops", "int8_gops", "bf16_gflops", "read_gbytes"}
    # No machine of today is slower or faster.
    assert 1 <= rates["f32_gflops"] <= 1e6 and 1 <= rates["int8_gops"] <= 1e7
    read = rates["read_gbytes"]
    assert set(read) == {"L1", "L2", "L3", "memory"}
    assert all(0.1 <= rate <= 1e6 for rate in read.values()), read
