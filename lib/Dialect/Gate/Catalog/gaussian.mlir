//===- gaussian.mlir - Gaussians, radial basis functions and wavelets ---===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @gaussian(%x: f64) -> f64 attributes {
    summary = "exp(-x^2)",
    source = "Hartman et al. 1990, Layered neural networks with Gaussian hidden units as universal approximations",
    lipschitz = 0.8577638849607411} {
  %0 = arith.negf %x : f64
  %1 = arith.mulf %0, %x : f64
  %y = math.exp %1 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// sigma > 0.
gate.function @arbf<%mu: f64 = 0.0, %sigma: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "exp(-(x - mu)^2 / (2 sigma^2))",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4; Ramasinghe and Lucey 2021, arXiv:2111.15135",
    aliases = ["gaussian_rbf"]} {
  %minus_half = arith.constant -0.5 : f64
  %0 = arith.subf %x, %mu : f64
  %z = arith.divf %0, %sigma : f64
  %1 = arith.mulf %minus_half, %z : f64
  %2 = arith.mulf %1, %z : f64
  %y = math.exp %2 : f64
  gate.yield %y : f64
} range(%mu, %sigma) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// a > 0 and b > 0.
gate.function @super_gaussian<%a: f64 = 1.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "exp(-x^2 / (2 a^2))^b",
    source = "Ramasinghe and Lucey 2021, arXiv:2111.15135"} {
  %minus_half = arith.constant -0.5 : f64
  %z = arith.divf %x, %a : f64
  %0 = arith.mulf %minus_half, %b : f64
  %1 = arith.mulf %0, %z : f64
  %2 = arith.mulf %1, %z : f64
  %y = math.exp %2 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// a > 0.
gate.function @laplacian<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "exp(-|x| / a)",
    source = "Ramasinghe and Lucey 2021, arXiv:2111.15135"} {
  %0 = math.absf %x : f64
  %1 = arith.negf %0 : f64
  %2 = arith.divf %1, %a : f64
  %y = math.exp %2 : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @inverse_quadratic<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "1 / (1 + (a x)^2)",
    source = "Ramasinghe and Lucey 2021, arXiv:2111.15135"} {
  %one = arith.constant 1.0 : f64
  %z = arith.mulf %a, %x : f64
  %0 = arith.mulf %z, %z : f64
  %1 = arith.addf %one, %0 : f64
  %y = arith.divf %one, %1 : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// b is not 0.
gate.function @multiquadric<%mu: f64 = 0.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sqrt((x - mu)^2 + b^2)",
    source = "Hardy 1971, Multiquadric equations of topography and other irregular surfaces; Kunc and Klema 2024, arXiv:2402.09092, section 4",
    aliases = ["maf"]} {
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %x, %mu : f64
  %1 = math.absf %0 : f64
  %2 = math.absf %b : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  gate.yield %9 : f64
} range(%mu, %b) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.absf %b : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @inverse_multiquadric<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "1 / sqrt(1 + (a x)^2)",
    source = "Ramasinghe and Lucey 2021, arXiv:2111.15135"} {
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %a, %x : f64
  %1 = math.absf %0 : f64
  %2 = math.absf %one : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %y = arith.divf %one, %9 : f64
  gate.yield %y : f64
} range(%a) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @rswaf(%x: f64) -> f64 attributes {
    summary = "1 - tanh(x)^2", source = "Delis 2024, FasterKAN",
    aliases = ["sech2"], lipschitz = 0.7698003589195318} {
  %minus_two = arith.constant -2.0 : f64
  %one = arith.constant 1.0 : f64
  %four = arith.constant 4.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.mulf %minus_two, %0 : f64
  %e = math.exp %1 : f64
  %d = arith.addf %one, %e : f64
  %2 = arith.mulf %d, %d : f64
  %3 = arith.divf %e, %2 : f64
  %y = arith.mulf %four, %3 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// a > 0 and b > 0.
gate.function @prbf<%a: f64 = 3.0, %b: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "exp(-(x - c)^2 / b^2), c = 2 a if x >= a, -2 a if x <= -a, 0 between",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.24"} {
  %two = arith.constant 2.0 : f64
  %minus_two = arith.constant -2.0 : f64
  %zero = arith.constant 0.0 : f64
  %0 = arith.cmpf oge, %x, %a : f64
  %1 = arith.mulf %two, %a : f64
  %2 = arith.negf %a : f64
  %3 = arith.cmpf ole, %x, %2 : f64
  %4 = arith.mulf %minus_two, %a : f64
  %5 = arith.select %3, %4, %zero : f64
  %c = arith.select %0, %1, %5 : f64
  %6 = arith.subf %x, %c : f64
  %z = arith.divf %6, %b : f64
  %7 = arith.negf %z : f64
  %8 = arith.mulf %7, %z : f64
  %y = math.exp %8 : f64
  gate.yield %y : f64
} range(%a, %b) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// a > 0.
gate.function @wave<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(1 - x^2) exp(-a x^2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.41"} {
  %minus_half = arith.constant -0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %minus_half, %a : f64
  %1 = arith.mulf %0, %x : f64
  %2 = arith.mulf %1, %x : f64
  %e = math.exp %2 : f64
  %3 = arith.subf %one, %x : f64
  %4 = arith.mulf %3, %e : f64
  %5 = arith.addf %one, %x : f64
  %6 = arith.mulf %5, %e : f64
  %y = arith.mulf %4, %6 : f64
  gate.yield %y : f64
}

// d > 0.
gate.function @polyexp<%a: f64 = 1.0, %b: f64 = 1.0, %c: f64 = 1.0, %d: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "(a x^2 + b x + c) exp(-d x^2)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.38"} {
  %minus_half = arith.constant -0.5 : f64
  %0 = arith.mulf %minus_half, %d : f64
  %1 = arith.mulf %0, %x : f64
  %2 = arith.mulf %1, %x : f64
  %e = math.exp %2 : f64
  %u = arith.mulf %x, %e : f64
  %3 = arith.mulf %u, %u : f64
  %4 = arith.mulf %a, %3 : f64
  %5 = arith.mulf %u, %e : f64
  %6 = arith.mulf %b, %5 : f64
  %7 = arith.addf %4, %6 : f64
  %8 = arith.mulf %e, %e : f64
  %9 = arith.mulf %c, %8 : f64
  %y = arith.addf %7, %9 : f64
  gate.yield %y : f64
}

gate.function @morlet<%omega: f64 = 5.0>(%x: f64) -> f64 attributes {
    summary = "cos(omega x) exp(-x^2 / 2)",
    source = "Bozorgasl and Chen 2024, arXiv:2405.12832; Wav-KAN, morlet"} {
  %c0 = arith.constant -0.5 : f64
  %0 = arith.mulf %omega, %x : f64
  %1 = math.cos %0 : f64
  %2 = arith.mulf %x, %x : f64
  %3 = arith.mulf %c0, %2 : f64
  %4 = math.exp %3 : f64
  %y = arith.mulf %1, %4 : f64
  gate.yield %y : f64
}

gate.function @dog_wavelet(%x: f64) -> f64 attributes {
    summary = "-x exp(-x^2 / 2)",
    source = "Bozorgasl and Chen 2024, arXiv:2405.12832; Wav-KAN, dog",
    lipschitz = 1.0} {
  %c0 = arith.constant -0.5 : f64
  %0 = arith.negf %x : f64
  %1 = arith.mulf %x, %x : f64
  %2 = arith.mulf %c0, %1 : f64
  %3 = math.exp %2 : f64
  %y = arith.mulf %0, %3 : f64
  gate.yield %y : f64
} range() {
  %c0 = arith.constant -0.6065306597126334 : f64
  %c1 = arith.constant 0.6065306597126334 : f64
  gate.yield %c0, %c1 : f64, f64
}
