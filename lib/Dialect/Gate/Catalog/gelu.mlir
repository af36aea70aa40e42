//===- gelu.mlir - Gaussian error linear units and kin ------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @sgelu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha x erf(x / sqrt(2))",
    source = "Yu and Su 2019, arXiv:1911.03925"} {
  %c1 = arith.constant 0.7071067811865476 : f64
  %0 = arith.mulf %x, %c1 : f64
  %1 = math.erf %0 : f64
  %2 = arith.mulf %x, %1 : f64
  %y = arith.mulf %alpha, %2 : f64
  gate.yield %y : f64
}

// a > 0.
gate.function @pgelu<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x Phi(x / a), Phi the normal distribution function",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant -0.7071067811865476 : f64
  %0 = arith.divf %x, %a : f64
  %1 = arith.mulf %0, %c1 : f64
  %2 = math.erfc %1 : f64
  %3 = arith.mulf %half, %2 : f64
  %y = arith.mulf %x, %3 : f64
  gate.yield %y : f64
}

// With 1 / x, which keeps the negative tail.
gate.function @calu(%x: f64) -> f64 attributes {
    summary = "x (arctan(x) / pi + 1 / 2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.3; arctan linear unit of Huang 2024, arXiv:2405.20768",
    aliases = ["atlu"], monotone = "increasing", lipschitz = 1.0} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %pi = arith.constant 3.141592653589793 : f64
  %minus_one = arith.constant -1.0 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.divf %one, %x : f64
  %2 = math.atan %1 : f64
  %3 = arith.divf %2, %pi : f64
  %4 = arith.mulf %x, %3 : f64
  %5 = arith.subf %x, %4 : f64
  %6 = arith.divf %minus_one, %x : f64
  %7 = math.atan %6 : f64
  %8 = arith.divf %7, %pi : f64
  %9 = arith.mulf %x, %8 : f64
  %y = arith.select %0, %5, %9 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.3183098861837907 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @lalu(%x: f64) -> f64 attributes {
    summary = "x (1 - exp(-x) / 2) if x >= 0, x exp(x) / 2 otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.3.4",
    lipschitz = 1.067667641618349} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = arith.negf %x : f64
  %2 = math.exp %1 : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %half, %3 : f64
  %5 = arith.subf %x, %4 : f64
  %6 = math.exp %x : f64
  %7 = arith.mulf %x, %6 : f64
  %8 = arith.mulf %half, %7 : f64
  %y = arith.select %0, %5, %8 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.18393972058572117 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @xgelu<%alpha: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "x ((1 + 2 alpha) Phi(x) - alpha)",
    source = "Huang 2024, arXiv:2405.20768"} {
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant -0.7071067811865476 : f64
  %0 = arith.mulf %two, %alpha : f64
  %1 = arith.addf %one, %0 : f64
  %2 = arith.mulf %x, %c1 : f64
  %3 = math.erfc %2 : f64
  %4 = arith.mulf %half, %3 : f64
  %5 = arith.mulf %1, %4 : f64
  %6 = arith.subf %5, %alpha : f64
  %y = arith.mulf %x, %6 : f64
  gate.yield %y : f64
}

gate.function @xsilu<%alpha: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "x ((1 + 2 alpha) sigmoid(x) - alpha)",
    source = "Huang 2024, arXiv:2405.20768"} {
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %two, %alpha : f64
  %1 = arith.addf %one, %0 : f64
  %2 = gate.call @sigmoid(%x) : f64
  %3 = arith.mulf %1, %2 : f64
  %4 = arith.subf %3, %alpha : f64
  %y = arith.mulf %x, %4 : f64
  gate.yield %y : f64
}

gate.function @xatlu<%alpha: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "x ((1 + 2 alpha) (arctan(x) / pi + 1 / 2) - alpha)",
    source = "Huang 2024, arXiv:2405.20768"} {
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %two, %alpha : f64
  %1 = arith.addf %one, %0 : f64
  %2 = gate.call @calu(%x) : f64
  %3 = arith.mulf %1, %2 : f64
  %4 = arith.mulf %alpha, %x : f64
  %y = arith.subf %3, %4 : f64
  gate.yield %y : f64
}

// lower <= 0 <= upper.
gate.function @clipped_gelu<%lower: f64 = -10.0, %upper: f64 = 10.0>(%x: f64) -> f64 attributes {
    summary = "min(max(gelu(x), lower), upper)",
    source = "Wu et al. 2020, arXiv:2004.09602; transformers, ClippedGELUActivation",
    aliases = ["gelu_10"]} {
  %0 = gate.call @gelu(%x) : f64
  %1 = arith.maximumf %0, %lower : f64
  %y = arith.minimumf %1, %upper : f64
  gate.yield %y : f64
} range(%lower, %upper) {
  %c0 = arith.constant -0.16997120747990369 : f64
  %0 = arith.maximumf %lower, %c0 : f64
  gate.yield %0, %upper : f64, f64
}

gate.function @i_gelu(%x: f64) -> f64 attributes {
    summary = "x (1 + L(x / sqrt(2))) / 2, L(t) = sign(t) (1 - 0.2888 (min(|t|, 1.769) - 1.769)^2)",
    source = "Kim et al. 2021, arXiv:2101.01321; transformers, ibert.IntGELU",
    lipschitz = 1.1506265761333334} {
  %c0 = arith.constant 0.7071067811865476 : f64
  %c1 = arith.constant 1.769 : f64
  %c2 = arith.constant -0.2888 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = arith.mulf %c0, %x : f64
  %1 = math.absf %0 : f64
  %2 = arith.minimumf %1, %c1 : f64
  %3 = arith.subf %2, %c1 : f64
  %4 = arith.mulf %3, %3 : f64
  %5 = arith.mulf %c2, %4 : f64
  %6 = arith.addf %one, %5 : f64
  %7 = math.copysign %6, %x : f64
  %8 = arith.mulf %half, %x : f64
  %9 = arith.addf %one, %7 : f64
  %y = arith.mulf %8, %9 : f64
  gate.yield %y : f64
} range() {
  %c0 = arith.constant -0.16747960076772492 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c0, %inf : f64, f64
} zero(%x) {
  %c0 = arith.constant -2.501743791837957 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %c0 : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %z = arith.ori %0, %1 : i1
  gate.yield %z : i1
}
