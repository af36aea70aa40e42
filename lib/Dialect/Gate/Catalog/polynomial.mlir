//===- polynomial.mlir - Polynomials, rationals and roots ---------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @square(%x: f64) -> f64 attributes {
    summary = "x^2", source = "Gilad-Bachrach et al. 2016, CryptoNets"} {
  %y = arith.mulf %x, %x : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @cube(%x: f64) -> f64 attributes {
    summary = "x^3",
    source = "Chen and Manning 2014, A fast and accurate dependency parser using neural networks",
    monotone = "increasing"} {
  %0 = arith.mulf %x, %x : f64
  %y = arith.mulf %0, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @triple<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a x^3",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.43",
    specializations = [#gate.specialization<{a = 1.0} -> @cube>]} {
  %0 = arith.mulf %x, %x : f64
  %1 = arith.mulf %0, %x : f64
  %y = arith.mulf %a, %1 : f64
  gate.yield %y : f64
}

gate.function @ncu(%x: f64) -> f64 attributes {
    summary = "x - x^3", source = "Noel et al. 2021, arXiv:2111.04020"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %x, %x : f64
  %1 = arith.subf %one, %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @squ(%x: f64) -> f64 attributes {
    summary = "x^2 + x", source = "Noel et al. 2021, arXiv:2111.04020"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %x, %one : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
} range() {
  %c1 = arith.constant -0.25 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %c1, %inf : f64, f64
}

gate.function @sqnl(%x: f64) -> f64 attributes {
    summary = "x - x |x| / 4 if |x| <= 2, sign(x) beyond",
    source = "Wuraola and Patel 2018, SQNL: a new computationally efficient activation function",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_two = arith.constant -2.0 : f64
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %quarter = arith.constant 0.25 : f64
  %0 = arith.maximumf %x, %minus_two : f64
  %c = arith.minimumf %0, %two : f64
  %1 = math.absf %c : f64
  %2 = arith.mulf %quarter, %1 : f64
  %3 = arith.subf %one, %2 : f64
  %y = arith.mulf %c, %3 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @sqlu(%x: f64) -> f64 attributes {
    summary = "x if x > 0, x + x^2 / 4 if -2 <= x <= 0, -1 below",
    source = "Wuraola et al. 2021, Efficient activation functions for embedded inference engines",
    monotone = "increasing", lipschitz = 1.0} {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %quarter = arith.constant 0.25 : f64
  %c = arith.maximumf %x, %minus_two : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %quarter, %c : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.mulf %c, %2 : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range() {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_one, %inf : f64, f64
}

gate.function @squish(%x: f64) -> f64 attributes {
    summary = "x + x^2 / 32 if x > 0, x + x^2 / 2 if -2 <= x <= 0, 0 below",
    source = "Wuraola et al. 2021, Efficient activation functions for embedded inference engines"} {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %c1 = arith.constant 0.03125 : f64
  %half = arith.constant 0.5 : f64
  %c = arith.maximumf %x, %minus_two : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %c1, %x : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.mulf %x, %2 : f64
  %4 = arith.mulf %half, %c : f64
  %5 = arith.addf %one, %4 : f64
  %6 = arith.mulf %c, %5 : f64
  %y = arith.select %0, %3, %6 : f64
  gate.yield %y : f64
} range() {
  %minus_half = arith.constant -0.5 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_half, %inf : f64, f64
} zero(%x) {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %minus_two : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

gate.function @sqreu(%x: f64) -> f64 attributes {
    summary = "x if x > 0, x + x^2 / 2 if -2 <= x <= 0, 0 below",
    source = "Wuraola et al. 2021, Efficient activation functions for embedded inference engines",
    lipschitz = 1.0} {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %c = arith.maximumf %x, %minus_two : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = arith.mulf %half, %c : f64
  %2 = arith.addf %one, %1 : f64
  %3 = arith.mulf %c, %2 : f64
  %y = arith.select %0, %x, %3 : f64
  gate.yield %y : f64
} range() {
  %minus_half = arith.constant -0.5 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_half, %inf : f64, f64
} zero(%x) {
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %minus_two : f64
  %1 = arith.cmpf oeq, %x, %zero : f64
  %2 = arith.ori %0, %1 : i1
  gate.yield %2 : i1
}

gate.function @log_sqnl(%x: f64) -> f64 attributes {
    summary = "(sqnl(x) + 1) / 2",
    source = "Wuraola et al. 2021, Efficient activation functions for embedded inference engines",
    monotone = "increasing", lipschitz = 0.5} {
  %minus_two = arith.constant -2.0 : f64
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.maximumf %x, %minus_two : f64
  %c = arith.minimumf %0, %two : f64
  %1 = arith.mulf %half, %c : f64
  %u = arith.addf %one, %1 : f64
  %v = arith.subf %one, %1 : f64
  %2 = arith.cmpf olt, %x, %zero : f64
  %3 = arith.mulf %u, %u : f64
  %4 = arith.mulf %half, %3 : f64
  %5 = arith.mulf %v, %v : f64
  %6 = arith.mulf %half, %5 : f64
  %7 = arith.subf %one, %6 : f64
  %y = arith.select %2, %4, %7 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x) {
  %minus_two = arith.constant -2.0 : f64
  %0 = arith.cmpf ole, %x, %minus_two : f64
  gate.yield %0 : i1
}

// alpha > 0.
gate.function @isru<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x / sqrt(1 + alpha x^2)",
    source = "Carlile et al. 2017, arXiv:1710.09967", monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %alpha : f64
  %u = arith.mulf %0, %x : f64
  %r = arith.divf %one, %u : f64
  %1 = math.absf %u : f64
  %2 = arith.cmpf ogt, %1, %one : f64
  %3 = arith.mulf %r, %r : f64
  %4 = arith.addf %one, %3 : f64
  %5 = math.sqrt %4 : f64
  %6 = arith.divf %one, %5 : f64
  %7 = math.copysign %6, %x : f64
  %8 = arith.divf %7, %0 : f64
  %9 = arith.mulf %u, %u : f64
  %10 = arith.addf %one, %9 : f64
  %11 = math.sqrt %10 : f64
  %12 = arith.divf %x, %11 : f64
  %y = arith.select %2, %8, %12 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %alpha : f64
  %1 = arith.divf %minus_one, %0 : f64
  %2 = arith.divf %one, %0 : f64
  gate.yield %1, %2 : f64, f64
}

// alpha > 0.
gate.function @isrlu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x >= 0, x / sqrt(1 + alpha x^2) otherwise",
    source = "Carlile et al. 2017, arXiv:1710.09967", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %zero : f64
  %1 = gate.call @isru(%x, %alpha) : f64
  %y = arith.select %0, %x, %1 : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_one = arith.constant -1.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.sqrt %alpha : f64
  %1 = arith.divf %minus_one, %0 : f64
  gate.yield %1, %inf : f64, f64
}

gate.function @signed_sqrt(%x: f64) -> f64 attributes {
    summary = "sign(x) sqrt(|x|)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.9",
    monotone = "increasing"} {
  %0 = math.absf %x : f64
  %1 = math.sqrt %0 : f64
  %y = math.copysign %1, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0.
gate.function @ssaf<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sign(x) sqrt(2 alpha |x|)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.9",
    monotone = "increasing"} {
  %two = arith.constant 2.0 : f64
  %0 = arith.mulf %two, %alpha : f64
  %1 = math.absf %x : f64
  %2 = arith.mulf %0, %1 : f64
  %3 = math.sqrt %2 : f64
  %y = math.copysign %3, %x : f64
  gate.yield %y : f64
} range(%alpha) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// sqrt(x^2 + 1) - 1 is x^2 / (sqrt(x^2 + 1) + 1).
gate.function @bent_identity(%x: f64) -> f64 attributes {
    summary = "(sqrt(x^2 + 1) - 1) / 2 + x",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.10",
    monotone = "increasing", lipschitz = 1.5} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %0 = math.absf %one : f64
  %1 = arith.maximumf %t, %0 : f64
  %2 = arith.minimumf %t, %0 : f64
  %3 = arith.divf %2, %1 : f64
  %4 = arith.mulf %3, %3 : f64
  %5 = arith.addf %one, %4 : f64
  %6 = math.sqrt %5 : f64
  %7 = arith.mulf %1, %6 : f64
  %8 = arith.addf %7, %one : f64
  %9 = arith.divf %t, %8 : f64
  %10 = arith.mulf %t, %9 : f64
  %11 = arith.mulf %half, %10 : f64
  %y = arith.addf %11, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// -1 < beta < 1.
gate.function @blu<%beta: f64>(%x: f64) -> f64 attributes {
    summary = "beta (sqrt(x^2 + 1) - 1) + x",
    source = "Godfrey 2019, An evaluation of parametric activation functions for deep learning",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %0 = math.absf %one : f64
  %1 = arith.maximumf %t, %0 : f64
  %2 = arith.minimumf %t, %0 : f64
  %3 = arith.divf %2, %1 : f64
  %4 = arith.mulf %3, %3 : f64
  %5 = arith.addf %one, %4 : f64
  %6 = math.sqrt %5 : f64
  %7 = arith.mulf %1, %6 : f64
  %8 = arith.addf %7, %one : f64
  %9 = arith.divf %t, %8 : f64
  %10 = arith.mulf %t, %9 : f64
  %11 = arith.mulf %beta, %10 : f64
  %y = arith.addf %11, %x : f64
  gate.yield %y : f64
} range(%beta) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// -1 < beta <= 1.
gate.function @reblu<%beta: f64>(%x: f64) -> f64 attributes {
    summary = "blu(x) if x > 0, 0 otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  %1 = gate.call @blu(%x, %beta) : f64
  %y = arith.select %0, %zero, %1 : f64
  gate.yield %y : f64
} range(%beta) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
} zero(%x, %beta) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf ole, %x, %zero : f64
  gate.yield %0 : i1
}

gate.function @arctid(%x: f64) -> f64 attributes {
    summary = "arctan(x)^2 - x",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.28; Ramachandran et al. 2017, arXiv:1710.05941",
    lipschitz = 1.8238985596832147} {
  %a = math.atan %x : f64
  %0 = arith.mulf %a, %a : f64
  %y = arith.subf %0, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0.
gate.function @bi_firing<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x^2 / (2 alpha) if |x| <= alpha, |x| - alpha / 2 otherwise",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.21; Huber 1964, Robust estimation of a location parameter",
    aliases = ["huber"]} {
  %half = arith.constant 0.5 : f64
  %t = math.absf %x : f64
  %0 = arith.cmpf ole, %t, %alpha : f64
  %1 = arith.divf %t, %alpha : f64
  %2 = arith.mulf %t, %1 : f64
  %3 = arith.mulf %half, %2 : f64
  %4 = arith.mulf %half, %alpha : f64
  %5 = arith.subf %t, %4 : f64
  %y = arith.select %0, %3, %5 : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

// alpha > 0 and bound > 0.
gate.function @bounded_bi_firing<%alpha: f64 = 1.0, %bound: f64>(%x: f64) -> f64 attributes {
    summary = "min(bi_firing(x), bound)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.22"} {
  %0 = gate.call @bi_firing(%x, %alpha) : f64
  %y = arith.minimumf %0, %bound : f64
  gate.yield %y : f64
} range(%alpha, %bound) {
  %zero = arith.constant 0.0 : f64
  gate.yield %zero, %bound : f64, f64
}

// a > 0 and 0 <= b < 1.
gate.function @aqulu<%a: f64, %b: f64>(%x: f64) -> f64 attributes {
    summary = "x if x >= (1 - b) / a, 0 if x < -b / a, a x^2 + b x between",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4"} {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.negf %b : f64
  %1 = arith.divf %0, %a : f64
  %2 = arith.cmpf ole, %x, %1 : f64
  %3 = arith.subf %one, %b : f64
  %4 = arith.divf %3, %a : f64
  %5 = arith.cmpf oge, %x, %4 : f64
  %6 = arith.mulf %a, %x : f64
  %7 = arith.addf %6, %b : f64
  %8 = arith.mulf %x, %7 : f64
  %9 = arith.select %5, %x, %8 : f64
  %y = arith.select %2, %zero, %9 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %four = arith.constant 4.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %b : f64
  %1 = arith.mulf %0, %b : f64
  %2 = arith.mulf %four, %a : f64
  %3 = arith.divf %1, %2 : f64
  gate.yield %3, %inf : f64, f64
} zero(%x, %a, %b) {
  %zero = arith.constant 0.0 : f64
  %0 = arith.negf %b : f64
  %1 = arith.divf %0, %a : f64
  %2 = arith.cmpf ole, %x, %1 : f64
  %3 = arith.cmpf oeq, %x, %zero : f64
  %4 = arith.ori %2, %3 : i1
  gate.yield %4 : i1
}

// Beyond 1 both polynomials are divided by x^4, so that no power overflows. b4
// is not 0.
gate.function @rational_a<%a0: f64, %a1: f64, %a2: f64, %a3: f64, %a4: f64, %a5: f64, %b1: f64, %b2: f64, %b3: f64, %b4: f64>(%x: f64) -> f64 attributes {
    summary = "(a0 + a1 x + ... + a5 x^5) / (1 + |b1 x| + ... + |b4 x^4|)",
    source = "Molina et al. 2019, arXiv:1907.06732, safe form A",
    aliases = ["safe_pade"]} {
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %r = arith.divf %one, %x : f64
  %q = arith.divf %one, %t : f64
  %c1 = math.absf %b1 : f64
  %c2 = math.absf %b2 : f64
  %c3 = math.absf %b3 : f64
  %c4 = math.absf %b4 : f64
  %0 = arith.cmpf ogt, %t, %one : f64
  %1 = arith.mulf %a0, %r : f64
  %2 = arith.addf %1, %a1 : f64
  %3 = arith.mulf %2, %r : f64
  %4 = arith.addf %3, %a2 : f64
  %5 = arith.mulf %4, %r : f64
  %6 = arith.addf %5, %a3 : f64
  %7 = arith.mulf %6, %r : f64
  %8 = arith.addf %7, %a4 : f64
  %9 = arith.mulf %8, %r : f64
  %10 = arith.addf %9, %a5 : f64
  %11 = arith.addf %q, %c1 : f64
  %12 = arith.mulf %11, %q : f64
  %13 = arith.addf %12, %c2 : f64
  %14 = arith.mulf %13, %q : f64
  %15 = arith.addf %14, %c3 : f64
  %16 = arith.mulf %15, %q : f64
  %17 = arith.addf %16, %c4 : f64
  %18 = arith.divf %10, %17 : f64
  %19 = arith.mulf %x, %18 : f64
  %20 = arith.mulf %a5, %x : f64
  %21 = arith.addf %20, %a4 : f64
  %22 = arith.mulf %21, %x : f64
  %23 = arith.addf %22, %a3 : f64
  %24 = arith.mulf %23, %x : f64
  %25 = arith.addf %24, %a2 : f64
  %26 = arith.mulf %25, %x : f64
  %27 = arith.addf %26, %a1 : f64
  %28 = arith.mulf %27, %x : f64
  %29 = arith.addf %28, %a0 : f64
  %30 = arith.mulf %c4, %t : f64
  %31 = arith.addf %30, %c3 : f64
  %32 = arith.mulf %31, %t : f64
  %33 = arith.addf %32, %c2 : f64
  %34 = arith.mulf %33, %t : f64
  %35 = arith.addf %34, %c1 : f64
  %36 = arith.mulf %35, %t : f64
  %37 = arith.addf %36, %one : f64
  %38 = arith.divf %29, %37 : f64
  %y = arith.select %0, %19, %38 : f64
  gate.yield %y : f64
}

// Beyond 1 both polynomials are divided by x^4, so that no power overflows. b4
// is not 0.
gate.function @rational_b<%a0: f64, %a1: f64, %a2: f64, %a3: f64, %a4: f64, %a5: f64, %b1: f64, %b2: f64, %b3: f64, %b4: f64>(%x: f64) -> f64 attributes {
    summary = "(a0 + a1 x + ... + a5 x^5) / (1 + |b1 x + ... + b4 x^4|)",
    source = "Molina et al. 2019, arXiv:1907.06732; Delfosse et al. 2021, arXiv:2102.09407, form B"} {
  %one = arith.constant 1.0 : f64
  %t = math.absf %x : f64
  %r = arith.divf %one, %x : f64
  %q = arith.divf %one, %t : f64
  %0 = arith.cmpf ogt, %t, %one : f64
  %1 = arith.mulf %a0, %r : f64
  %2 = arith.addf %1, %a1 : f64
  %3 = arith.mulf %2, %r : f64
  %4 = arith.addf %3, %a2 : f64
  %5 = arith.mulf %4, %r : f64
  %6 = arith.addf %5, %a3 : f64
  %7 = arith.mulf %6, %r : f64
  %8 = arith.addf %7, %a4 : f64
  %9 = arith.mulf %8, %r : f64
  %10 = arith.addf %9, %a5 : f64
  %11 = arith.mulf %q, %q : f64
  %12 = arith.mulf %11, %11 : f64
  %13 = arith.mulf %b1, %r : f64
  %14 = arith.addf %13, %b2 : f64
  %15 = arith.mulf %14, %r : f64
  %16 = arith.addf %15, %b3 : f64
  %17 = arith.mulf %16, %r : f64
  %18 = arith.addf %17, %b4 : f64
  %19 = math.absf %18 : f64
  %20 = arith.addf %12, %19 : f64
  %21 = arith.divf %10, %20 : f64
  %22 = arith.mulf %x, %21 : f64
  %23 = arith.mulf %a5, %x : f64
  %24 = arith.addf %23, %a4 : f64
  %25 = arith.mulf %24, %x : f64
  %26 = arith.addf %25, %a3 : f64
  %27 = arith.mulf %26, %x : f64
  %28 = arith.addf %27, %a2 : f64
  %29 = arith.mulf %28, %x : f64
  %30 = arith.addf %29, %a1 : f64
  %31 = arith.mulf %30, %x : f64
  %32 = arith.addf %31, %a0 : f64
  %33 = arith.mulf %b4, %x : f64
  %34 = arith.addf %33, %b3 : f64
  %35 = arith.mulf %34, %x : f64
  %36 = arith.addf %35, %b2 : f64
  %37 = arith.mulf %36, %x : f64
  %38 = arith.addf %37, %b1 : f64
  %39 = arith.mulf %38, %x : f64
  %40 = math.absf %39 : f64
  %41 = arith.addf %one, %40 : f64
  %42 = arith.divf %32, %41 : f64
  %y = arith.select %0, %22, %42 : f64
  gate.yield %y : f64
}

// s < e.
gate.function @relu_kan<%s: f64, %e: f64>(%x: f64) -> f64 attributes {
    summary = "(max(e - x, 0) max(x - s, 0))^2 16 / (e - s)^4",
    source = "Qiu et al. 2024, arXiv:2406.02075; quiqi, relu_kan"} {
  %zero = arith.constant 0.0 : f64
  %four = arith.constant 4.0 : f64
  %0 = arith.subf %e, %s : f64
  %1 = arith.subf %e, %x : f64
  %2 = arith.maximumf %1, %zero : f64
  %3 = arith.divf %2, %0 : f64
  %4 = arith.subf %x, %s : f64
  %5 = arith.maximumf %4, %zero : f64
  %6 = arith.divf %5, %0 : f64
  %7 = arith.mulf %3, %6 : f64
  %8 = arith.mulf %four, %7 : f64
  %y = arith.mulf %8, %8 : f64
  gate.yield %y : f64
} range(%s, %e) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
} zero(%x, %s, %e) {
  %0 = arith.cmpf ole, %x, %s : f64
  %1 = arith.cmpf oge, %x, %e : f64
  %z = arith.ori %0, %1 : i1
  gate.yield %z : i1
}

gate.function @cubic_b_spline(%x: f64) -> f64 attributes {
    summary = "2 / 3 - x^2 + |x|^3 / 2 if |x| < 1, max(2 - |x|, 0)^3 / 6 otherwise",
    source = "de Boor 1978, A Practical Guide to Splines; Liu et al. 2024, arXiv:2404.19756, the basis of KAN on uniform knots",
    lipschitz = 0.6666666666666666} {
  %two = arith.constant 2.0 : f64
  %zero = arith.constant 0.0 : f64
  %c0 = arith.constant 0.16666666666666666 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %c1 = arith.constant 0.6666666666666666 : f64
  %0 = math.absf %x : f64
  %1 = arith.subf %two, %0 : f64
  %2 = arith.maximumf %1, %zero : f64
  %3 = arith.mulf %2, %2 : f64
  %4 = arith.mulf %2, %3 : f64
  %5 = arith.mulf %4, %c0 : f64
  %6 = arith.mulf %0, %0 : f64
  %7 = arith.mulf %half, %0 : f64
  %8 = arith.subf %one, %7 : f64
  %9 = arith.mulf %6, %8 : f64
  %10 = arith.subf %c1, %9 : f64
  %11 = arith.cmpf olt, %0, %one : f64
  %y = arith.select %11, %10, %5 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %c0 = arith.constant 0.6666666666666666 : f64
  gate.yield %zero, %c0 : f64, f64
} zero(%x) {
  %two = arith.constant 2.0 : f64
  %0 = math.absf %x : f64
  %z = arith.cmpf oge, %0, %two : f64
  gate.yield %z : i1
}

// d is not 0.
gate.function @cauchy<%lambda1: f64 = 1.0, %lambda2: f64 = 1.0, %d: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(lambda1 x + lambda2) / (x^2 + d^2)",
    source = "Li et al. 2024, arXiv:2409.19221; CauchyActivation of the public implementations"} {
  %0 = arith.mulf %lambda1, %x : f64
  %1 = arith.addf %0, %lambda2 : f64
  %2 = arith.mulf %x, %x : f64
  %3 = arith.mulf %d, %d : f64
  %4 = arith.addf %2, %3 : f64
  %y = arith.divf %1, %4 : f64
  gate.yield %y : f64
}

gate.function @rational_c<%a0: f64, %a1: f64, %a2: f64, %a3: f64, %a4: f64, %a5: f64, %b0: f64, %b1: f64, %b2: f64, %b3: f64, %b4: f64>(%x: f64) -> f64 attributes {
    summary = "(a0 + a1 x + ... + a5 x^5) / (0.1 + |b0 + b1 x + ... + b4 x^4|)",
    source = "Molina et al. 2019, arXiv:1907.06732; Delfosse et al. 2021, arXiv:2102.09407, form C"} {
  %one = arith.constant 1.0 : f64
  %tenth = arith.constant 0.1 : f64
  %t = math.absf %x : f64
  %r = arith.divf %one, %x : f64
  %q = arith.divf %one, %t : f64
  %0 = arith.cmpf ogt, %t, %one : f64
  %1 = arith.mulf %a0, %r : f64
  %2 = arith.addf %1, %a1 : f64
  %3 = arith.mulf %2, %r : f64
  %4 = arith.addf %3, %a2 : f64
  %5 = arith.mulf %4, %r : f64
  %6 = arith.addf %5, %a3 : f64
  %7 = arith.mulf %6, %r : f64
  %8 = arith.addf %7, %a4 : f64
  %9 = arith.mulf %8, %r : f64
  %10 = arith.addf %9, %a5 : f64
  %11 = arith.mulf %q, %q : f64
  %12 = arith.mulf %11, %11 : f64
  %b = arith.mulf %b0, %r : f64
  %bb = arith.addf %b, %b1 : f64
  %13 = arith.mulf %bb, %r : f64
  %14 = arith.addf %13, %b2 : f64
  %15 = arith.mulf %14, %r : f64
  %16 = arith.addf %15, %b3 : f64
  %17 = arith.mulf %16, %r : f64
  %18 = arith.addf %17, %b4 : f64
  %19 = math.absf %18 : f64
  %c = arith.mulf %tenth, %12 : f64
  %20 = arith.addf %c, %19 : f64
  %21 = arith.divf %10, %20 : f64
  %22 = arith.mulf %x, %21 : f64
  %23 = arith.mulf %a5, %x : f64
  %24 = arith.addf %23, %a4 : f64
  %25 = arith.mulf %24, %x : f64
  %26 = arith.addf %25, %a3 : f64
  %27 = arith.mulf %26, %x : f64
  %28 = arith.addf %27, %a2 : f64
  %29 = arith.mulf %28, %x : f64
  %30 = arith.addf %29, %a1 : f64
  %31 = arith.mulf %30, %x : f64
  %32 = arith.addf %31, %a0 : f64
  %33 = arith.mulf %b4, %x : f64
  %34 = arith.addf %33, %b3 : f64
  %35 = arith.mulf %34, %x : f64
  %36 = arith.addf %35, %b2 : f64
  %37 = arith.mulf %36, %x : f64
  %38 = arith.addf %37, %b1 : f64
  %39 = arith.mulf %38, %x : f64
  %e = arith.addf %39, %b0 : f64
  %40 = math.absf %e : f64
  %41 = arith.addf %tenth, %40 : f64
  %42 = arith.divf %32, %41 : f64
  %y = arith.select %0, %22, %42 : f64
  gate.yield %y : f64
}
