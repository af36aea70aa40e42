# Part of the Penstock project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints IR of one kind, nested N deep. Usage: nested.py KIND N"""

import sys

kind, n = sys.argv[1], int(sys.argv[2])
if kind == "regions":
    print("func.func @f(%c: i1) {" + "scf.if %c {" * n + "}" * n + "return }")
elif kind == "attributes":
    print("module attributes {test.a = " + "[" * n + "]" * n + "} {}")
elif kind == "types":
    print("func.func private @f(" + "tuple<" * n + ">" * n + ")")
elif kind == "brackets":
    print("gate.function @f(" + "<" * n)
elif kind == "calls":
    print("gate.function @f0(%x: f64) -> f64 { gate.yield %x : f64 }")
    for i in range(n):
        print(
            f"gate.function @f{i + 1}(%x: f64) -> f64 {{\n"
            f"  %y = gate.call @f{i}(%x) : f64\n"
            f"  %z = gate.call @f{i}(%y) : f64\n  gate.yield %z : f64 }}"
        )
