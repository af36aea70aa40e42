//===- mollified.mlir - The family of the mollified square root ---------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Piecewise linear functions with |x| replaced by sqrt(x^2 + epsilon), here
// m(x); epsilon > 0. Differences m(u) - m(v) are written (u^2 - v^2) / (m(u) +
// m(v)). Pan et al. 2023.
//
//===----------------------------------------------------------------------===//

gate.function @vreluplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "m(x)",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  gate.yield %9 : f64
} range(%epsilon) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = math.sqrt %epsilon : f64
  gate.yield %0, %inf : f64, f64
}

gate.function @stepplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "(1 + x / m(x)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %t = math.absf %x : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %0 : f64
  %2 = arith.maximumf %t, %1 : f64
  %3 = arith.minimumf %t, %1 : f64
  %4 = arith.divf %3, %2 : f64
  %5 = arith.mulf %4, %4 : f64
  %6 = arith.addf %one, %5 : f64
  %7 = math.sqrt %6 : f64
  %8 = arith.mulf %2, %7 : f64
  %9 = arith.addf %8, %t : f64
  %10 = arith.divf %epsilon, %9 : f64
  %p = arith.divf %10, %8 : f64
  %11 = arith.cmpf oge, %x, %zero : f64
  %12 = arith.mulf %half, %p : f64
  %13 = arith.subf %one, %12 : f64
  %y = arith.select %11, %13, %12 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

gate.function @bipolarplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "x / m(x)",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %y = arith.divf %x, %9 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// 0 < slope < 1.
gate.function @lreluplus<%epsilon: f64, %slope: f64 = 0.01>(%x: f64) -> f64 attributes {
    summary = "(x + slope x + m((1 - slope) x)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %one, %slope : f64
  %1 = arith.mulf %0, %x : f64
  %2 = arith.subf %one, %slope : f64
  %3 = arith.mulf %2, %x : f64
  %4 = math.sqrt %epsilon : f64
  %5 = math.absf %3 : f64
  %6 = math.absf %4 : f64
  %7 = arith.maximumf %5, %6 : f64
  %8 = arith.minimumf %5, %6 : f64
  %9 = arith.divf %8, %7 : f64
  %10 = arith.mulf %9, %9 : f64
  %11 = arith.addf %one, %10 : f64
  %12 = math.sqrt %11 : f64
  %13 = arith.mulf %7, %12 : f64
  %14 = arith.addf %1, %13 : f64
  %y = arith.mulf %half, %14 : f64
  gate.yield %y : f64
} range(%epsilon, %slope) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// lambd >= 0.
gate.function @softshrinkplus<%epsilon: f64, %lambd: f64>(%x: f64) -> f64 attributes {
    summary = "x + (m(x - lambd) - m(x + lambd)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %x, %lambd : f64
  %1 = math.sqrt %epsilon : f64
  %2 = math.absf %0 : f64
  %3 = math.absf %1 : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.mulf %half, %10 : f64
  %12 = arith.addf %x, %lambd : f64
  %13 = math.absf %12 : f64
  %14 = arith.maximumf %13, %3 : f64
  %15 = arith.minimumf %13, %3 : f64
  %16 = arith.divf %15, %14 : f64
  %17 = arith.mulf %16, %16 : f64
  %18 = arith.addf %one, %17 : f64
  %19 = math.sqrt %18 : f64
  %20 = arith.mulf %14, %19 : f64
  %21 = arith.mulf %half, %20 : f64
  %m = arith.addf %11, %21 : f64
  %22 = arith.divf %lambd, %m : f64
  %23 = arith.mulf %x, %22 : f64
  %y = arith.subf %x, %23 : f64
  gate.yield %y : f64
} range(%epsilon, %lambd) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// a >= 0.
gate.function @panplus<%epsilon: f64, %a: f64>(%x: f64) -> f64 attributes {
    summary = "(m(x - a) + m(x + a)) / 2 - a",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %x, %a : f64
  %1 = math.sqrt %epsilon : f64
  %2 = math.absf %0 : f64
  %3 = math.absf %1 : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.addf %x, %a : f64
  %12 = math.absf %11 : f64
  %13 = arith.maximumf %12, %3 : f64
  %14 = arith.minimumf %12, %3 : f64
  %15 = arith.divf %14, %13 : f64
  %16 = arith.mulf %15, %15 : f64
  %17 = arith.addf %one, %16 : f64
  %18 = math.sqrt %17 : f64
  %19 = arith.mulf %13, %18 : f64
  %20 = arith.addf %10, %19 : f64
  %21 = arith.mulf %half, %20 : f64
  %y = arith.subf %21, %a : f64
  gate.yield %y : f64
}

gate.function @breluplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "(1 + m(x) - m(x - 1)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %10 = arith.mulf %half, %9 : f64
  %11 = arith.subf %x, %one : f64
  %12 = math.absf %11 : f64
  %13 = arith.maximumf %12, %2 : f64
  %14 = arith.minimumf %12, %2 : f64
  %15 = arith.divf %14, %13 : f64
  %16 = arith.mulf %15, %15 : f64
  %17 = arith.addf %one, %16 : f64
  %18 = math.sqrt %17 : f64
  %19 = arith.mulf %13, %18 : f64
  %20 = arith.mulf %half, %19 : f64
  %m = arith.addf %10, %20 : f64
  %21 = arith.subf %x, %half : f64
  %22 = arith.divf %21, %m : f64
  %23 = arith.mulf %half, %22 : f64
  %y = arith.addf %half, %23 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %zero, %one : f64, f64
}

// 0 < slope and t > 0.
gate.function @sreluplus<%epsilon: f64, %slope: f64, %t: f64>(%x: f64) -> f64 attributes {
    summary = "slope x + (slope - 1) (m(x - t) - m(x + t)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.subf %x, %t : f64
  %1 = math.sqrt %epsilon : f64
  %2 = math.absf %0 : f64
  %3 = math.absf %1 : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.mulf %half, %10 : f64
  %12 = arith.addf %x, %t : f64
  %13 = math.absf %12 : f64
  %14 = arith.maximumf %13, %3 : f64
  %15 = arith.minimumf %13, %3 : f64
  %16 = arith.divf %15, %14 : f64
  %17 = arith.mulf %16, %16 : f64
  %18 = arith.addf %one, %17 : f64
  %19 = math.sqrt %18 : f64
  %20 = arith.mulf %14, %19 : f64
  %21 = arith.mulf %half, %20 : f64
  %m = arith.addf %11, %21 : f64
  %22 = arith.mulf %slope, %x : f64
  %23 = arith.subf %one, %slope : f64
  %24 = arith.divf %x, %m : f64
  %25 = arith.mulf %t, %24 : f64
  %26 = arith.mulf %23, %25 : f64
  %y = arith.addf %22, %26 : f64
  gate.yield %y : f64
} range(%epsilon, %slope, %t) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @hardtanhplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "(m(x + 1) - m(x - 1)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.addf %x, %one : f64
  %1 = math.sqrt %epsilon : f64
  %2 = math.absf %0 : f64
  %3 = math.absf %1 : f64
  %4 = arith.maximumf %2, %3 : f64
  %5 = arith.minimumf %2, %3 : f64
  %6 = arith.divf %5, %4 : f64
  %7 = arith.mulf %6, %6 : f64
  %8 = arith.addf %one, %7 : f64
  %9 = math.sqrt %8 : f64
  %10 = arith.mulf %4, %9 : f64
  %11 = arith.mulf %half, %10 : f64
  %12 = arith.subf %x, %one : f64
  %13 = math.absf %12 : f64
  %14 = arith.maximumf %13, %3 : f64
  %15 = arith.minimumf %13, %3 : f64
  %16 = arith.divf %15, %14 : f64
  %17 = arith.mulf %16, %16 : f64
  %18 = arith.addf %one, %17 : f64
  %19 = math.sqrt %18 : f64
  %20 = arith.mulf %14, %19 : f64
  %21 = arith.mulf %half, %20 : f64
  %22 = arith.addf %11, %21 : f64
  %y = arith.divf %x, %22 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

// lambd >= 0.
gate.function @hardshrinkplus<%epsilon: f64, %lambd: f64>(%x: f64) -> f64 attributes {
    summary = "x (1 + ((x - lambd) / m(x - lambd) - (x + lambd) / m(x + lambd)) / 2)",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %a = arith.subf %x, %lambd : f64
  %b = arith.addf %x, %lambd : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %a : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %10 = arith.divf %a, %9 : f64
  %11 = math.absf %b : f64
  %12 = arith.maximumf %11, %2 : f64
  %13 = arith.minimumf %11, %2 : f64
  %14 = arith.divf %13, %12 : f64
  %15 = arith.mulf %14, %14 : f64
  %16 = arith.addf %one, %15 : f64
  %17 = math.sqrt %16 : f64
  %18 = arith.mulf %12, %17 : f64
  %19 = arith.divf %b, %18 : f64
  %20 = arith.subf %10, %19 : f64
  %21 = arith.mulf %half, %20 : f64
  %22 = arith.addf %one, %21 : f64
  %y = arith.mulf %x, %22 : f64
  gate.yield %y : f64
} range(%epsilon, %lambd) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @softsignplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "x / (1 + m(x))",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55",
    monotone = "increasing"} {
  %one = arith.constant 1.0 : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %10 = arith.addf %one, %9 : f64
  %y = arith.divf %x, %10 : f64
  gate.yield %y : f64
} range(%epsilon) {
  %minus_one = arith.constant -1.0 : f64
  %one = arith.constant 1.0 : f64
  gate.yield %minus_one, %one : f64, f64
}

gate.function @signreluplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "(x + m(x)) / 2 + (x - m(x)) / (2 m(1 - x))",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %0 = math.sqrt %epsilon : f64
  %1 = math.absf %x : f64
  %2 = math.absf %0 : f64
  %3 = arith.maximumf %1, %2 : f64
  %4 = arith.minimumf %1, %2 : f64
  %5 = arith.divf %4, %3 : f64
  %6 = arith.mulf %5, %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = math.sqrt %7 : f64
  %9 = arith.mulf %3, %8 : f64
  %10 = arith.addf %x, %9 : f64
  %11 = arith.mulf %half, %10 : f64
  %12 = arith.subf %x, %9 : f64
  %13 = arith.mulf %half, %12 : f64
  %14 = arith.subf %one, %x : f64
  %15 = math.absf %14 : f64
  %16 = arith.maximumf %15, %2 : f64
  %17 = arith.minimumf %15, %2 : f64
  %18 = arith.divf %17, %16 : f64
  %19 = arith.mulf %18, %18 : f64
  %20 = arith.addf %one, %19 : f64
  %21 = math.sqrt %20 : f64
  %22 = arith.mulf %16, %21 : f64
  %23 = arith.divf %13, %22 : f64
  %y = arith.addf %11, %23 : f64
  gate.yield %y : f64
}

gate.function @swishplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "x (1 + x / m(x)) / 2",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %0 = gate.call @stepplus(%x, %epsilon) : f64
  %y = arith.mulf %x, %0 : f64
  gate.yield %y : f64
}

gate.function @logishplus<%epsilon: f64>(%x: f64) -> f64 attributes {
    summary = "x log(1 + (1 + x / m(x)) / 2)",
    source = "Pan et al. 2023; Kunc and Klema 2024, arXiv:2402.09092, section 4.55"} {
  %0 = gate.call @stepplus(%x, %epsilon) : f64
  %1 = math.log1p %0 : f64
  %y = arith.mulf %x, %1 : f64
  gate.yield %y : f64
}
