//===- periodic.mlir - Periodic functions -------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @sin(%x: f64) -> f64 attributes {
    summary = "sin(x)",
    source = "Parascandolo et al. 2017, Taming the waves: sine as activation function in deep neural networks",
    aliases = ["sine"], lipschitz = 1.0} {
  %y = math.sin %x : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// Reduced to [-1, 1] before the multiplication, which is exact.
gate.function @sin_pi(%x: f64) -> f64 attributes {
    summary = "sin(pi x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.29",
    lipschitz = 3.141592653589919} {
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %pi = arith.constant 3.141592653589793 : f64
  %0 = arith.mulf %half, %x : f64
  %1 = arith.addf %0, %half : f64
  %2 = math.floor %1 : f64
  %3 = arith.mulf %two, %2 : f64
  %r = arith.subf %x, %3 : f64
  %4 = arith.mulf %pi, %r : f64
  %y = math.sin %4 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @cos(%x: f64) -> f64 attributes {
    summary = "cos(x)", source = "Ramachandran et al. 2017, arXiv:1710.05941",
    lipschitz = 1.0} {
  %y = math.cos %x : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @one_minus_cos(%x: f64) -> f64 attributes {
    summary = "1 - cos(x) = 2 sin(x / 2)^2",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.30",
    lipschitz = 1.0} {
  %half = arith.constant 0.5 : f64
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %half, %x : f64
  %s = math.sin %0 : f64
  %1 = arith.mulf %two, %s : f64
  %y = arith.mulf %1, %s : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  gate.yield %zero, %two : f64, f64
}

// omega x is finite.
gate.function @siren<%omega: f64 = 30.0>(%x: f64) -> f64 attributes {
    summary = "sin(omega x)",
    source = "Sitzmann et al. 2020, arXiv:2006.09661"} {
  %0 = arith.mulf %omega, %x : f64
  %y = math.sin %0 : f64
  gate.yield %y : f64
} range(%omega) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @cosid(%x: f64) -> f64 attributes {
    summary = "cos(x) - x",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.31; Ramachandran et al. 2017, arXiv:1710.05941",
    monotone = "decreasing", lipschitz = 2.0} {
  %0 = math.cos %x : f64
  %y = arith.subf %0, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @sinp<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sin(x) - a x",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.32"} {
  %0 = math.sin %x : f64
  %1 = arith.mulf %a, %x : f64
  %y = arith.subf %0, %1 : f64
  gate.yield %y : f64
}

gate.function @gcu(%x: f64) -> f64 attributes {
    summary = "x cos(x)", source = "Noel et al. 2021, arXiv:2108.12943"} {
  %0 = math.cos %x : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @asu(%x: f64) -> f64 attributes {
    summary = "x sin(x)", source = "Rahman et al. 2023, arXiv:2304.09759"} {
  %0 = math.sin %x : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// a > 0.
gate.function @snake<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x + sin(a x)^2 / a",
    source = "Ziyin et al. 2020, arXiv:2006.08195", monotone = "increasing"} {
  %0 = arith.mulf %a, %x : f64
  %s = math.sin %0 : f64
  %1 = arith.mulf %s, %s : f64
  %2 = arith.divf %1, %a : f64
  %y = arith.addf %x, %2 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @expsin<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "exp(-sin(a x))",
    source = "Ramasinghe and Lucey 2021, arXiv:2111.15135"} {
  %0 = arith.mulf %a, %x : f64
  %1 = math.sin %0 : f64
  %2 = arith.negf %1 : f64
  %y = math.exp %2 : f64
  gate.yield %y : f64
} range(%a) {
  %c1 = arith.constant 0.36787944117144233 : f64
  %c2 = arith.constant 2.718281828459045 : f64
  gate.yield %c1, %c2 : f64, f64
}

gate.function @ccaf<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a sin(pi b sin(pi x))",
    source = "Abbasi and Akbarzadeh 2023; Kunc and Klema 2024, arXiv:2402.09092, section 3.48.3"} {
  %pi = arith.constant 3.141592653589793 : f64
  %0 = arith.mulf %pi, %b : f64
  %1 = gate.call @sin_pi(%x) : f64
  %2 = arith.mulf %0, %1 : f64
  %3 = math.sin %2 : f64
  %y = arith.mulf %a, %3 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %0 = math.absf %a : f64
  %1 = arith.negf %0 : f64
  gate.yield %1, %0 : f64, f64
}

gate.function @fcaf<%r: f64, %a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "r x (1 - x) + x + a - b sin(2 pi x) / (2 pi)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.48.2"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %c1 = arith.constant 0.15915494309189535 : f64
  %c2 = arith.constant 6.283185307179586 : f64
  %0 = arith.addf %x, %half : f64
  %1 = math.floor %0 : f64
  %t = arith.subf %x, %1 : f64
  %2 = arith.subf %one, %x : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %r, %3 : f64
  %5 = arith.addf %4, %x : f64
  %6 = arith.addf %5, %a : f64
  %7 = arith.mulf %b, %c1 : f64
  %8 = arith.mulf %c2, %t : f64
  %9 = math.sin %8 : f64
  %10 = arith.mulf %7, %9 : f64
  %y = arith.subf %6, %10 : f64
  gate.yield %y : f64
}

// beta > 0. The divisor's guard of 1e-9 in both codes is left out.
gate.function @snake_beta<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x + sin(alpha x)^2 / beta",
    source = "Lee et al. 2022, arXiv:2206.04658, SnakeBeta of its code; transformers, qwen2_5_omni.SnakeBeta"} {
  %0 = arith.mulf %alpha, %x : f64
  %1 = math.sin %0 : f64
  %2 = arith.mulf %1, %1 : f64
  %3 = arith.divf %2, %beta : f64
  %y = arith.addf %x, %3 : f64
  gate.yield %y : f64
}

gate.function @wave_act<%w1: f64 = 1.0, %w2: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "w1 sin(x) + w2 cos(x)",
    source = "Zhao et al. 2023, arXiv:2307.11833; AdityaLab, pinnsformer, WaveAct"} {
  %0 = math.sin %x : f64
  %1 = arith.mulf %w1, %0 : f64
  %2 = math.cos %x : f64
  %3 = arith.mulf %w2, %2 : f64
  %y = arith.addf %1, %3 : f64
  gate.yield %y : f64
} range(%w1, %w2) {
  %0 = arith.mulf %w1, %w1 : f64
  %1 = arith.mulf %w2, %w2 : f64
  %2 = arith.addf %0, %1 : f64
  %3 = math.sqrt %2 : f64
  %4 = arith.negf %3 : f64
  gate.yield %4, %3 : f64, f64
}
