//===- exponential.mlir - Exponentials, logarithms and hyperbolic functions ===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

gate.function @exponential(%x: f64) -> f64 attributes {
    summary = "exp(x)", source = "Keras, activation exponential",
    monotone = "increasing"} {
  %y = math.exp %x : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @negative_exponential(%x: f64) -> f64 attributes {
    summary = "exp(-x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.39",
    monotone = "decreasing"} {
  %0 = arith.negf %x : f64
  %y = math.exp %0 : f64
  gate.yield %y : f64
} range() {
  %zero = arith.constant 0.0 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %zero, %inf : f64, f64
}

gate.function @etanh<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "a exp(x) tanh(x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.40"} {
  %0 = math.exp %x : f64
  %1 = math.tanh %x : f64
  %2 = arith.mulf %0, %1 : f64
  %y = arith.mulf %a, %2 : f64
  gate.yield %y : f64
}

gate.function @symexp(%x: f64) -> f64 attributes {
    summary = "sign(x) (exp(|x|) - 1)",
    source = "Hafner et al. 2023, arXiv:2301.04104; Kunc and Klema 2024, arXiv:2402.09092, section 3.14",
    monotone = "increasing"} {
  %0 = math.absf %x : f64
  %1 = math.expm1 %0 : f64
  %y = math.copysign %1, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @symlog(%x: f64) -> f64 attributes {
    summary = "sign(x) log(1 + |x|)",
    source = "Hafner et al. 2023, arXiv:2301.04104", monotone = "increasing",
    lipschitz = 1.0} {
  %0 = math.absf %x : f64
  %1 = math.log1p %0 : f64
  %y = math.copysign %1, %x : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @sexp<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha (exp(beta x) - 1)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %0 = arith.mulf %beta, %x : f64
  %1 = math.expm1 %0 : f64
  %y = arith.mulf %alpha, %1 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %inf = arith.constant 0x7FF0000000000000 : f64
  %0 = arith.negf %alpha : f64
  gate.yield %0, %inf : f64, f64
}

// alpha > 0 and beta > 0.
gate.function @ssinh<%alpha: f64 = 1.0, %beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "alpha sinh(beta x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 4",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant 20.0 : f64
  %one = arith.constant 1.0 : f64
  %0 = arith.mulf %beta, %x : f64
  %1 = math.absf %0 : f64
  %2 = arith.mulf %half, %1 : f64
  %3 = math.exp %2 : f64
  %4 = math.expm1 %1 : f64
  %5 = arith.cmpf ogt, %1, %c1 : f64
  %6 = arith.mulf %half, %3 : f64
  %7 = arith.mulf %6, %3 : f64
  %8 = arith.mulf %half, %4 : f64
  %9 = arith.addf %4, %one : f64
  %10 = arith.divf %one, %9 : f64
  %11 = arith.addf %one, %10 : f64
  %12 = arith.mulf %8, %11 : f64
  %13 = arith.select %5, %7, %12 : f64
  %14 = math.copysign %13, %0 : f64
  %y = arith.mulf %alpha, %14 : f64
  gate.yield %y : f64
} range(%alpha, %beta) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

// a > 0.
gate.function @comb_hsine<%a: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "sinh(a x) + arcsinh(a x)",
    source = "Kunc and Klema 2024, arXiv:2402.09092, section 3.25",
    monotone = "increasing"} {
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant 20.0 : f64
  %one = arith.constant 1.0 : f64
  %c2 = arith.constant 1000000000.0 : f64
  %ln2 = arith.constant 0.6931471805599453 : f64
  %t = arith.mulf %a, %x : f64
  %0 = math.absf %t : f64
  %1 = arith.mulf %half, %0 : f64
  %2 = math.exp %1 : f64
  %3 = math.expm1 %0 : f64
  %4 = arith.cmpf ogt, %0, %c1 : f64
  %5 = arith.mulf %half, %2 : f64
  %6 = arith.mulf %5, %2 : f64
  %7 = arith.mulf %half, %3 : f64
  %8 = arith.addf %3, %one : f64
  %9 = arith.divf %one, %8 : f64
  %10 = arith.addf %one, %9 : f64
  %11 = arith.mulf %7, %10 : f64
  %12 = arith.select %4, %6, %11 : f64
  %13 = math.copysign %12, %t : f64
  %14 = arith.cmpf ogt, %0, %c2 : f64
  %15 = math.log %0 : f64
  %16 = arith.addf %15, %ln2 : f64
  %17 = arith.mulf %0, %0 : f64
  %18 = arith.addf %one, %17 : f64
  %19 = math.sqrt %18 : f64
  %20 = arith.addf %one, %19 : f64
  %21 = arith.divf %17, %20 : f64
  %22 = arith.addf %0, %21 : f64
  %23 = math.log1p %22 : f64
  %24 = arith.select %14, %16, %23 : f64
  %25 = math.copysign %24, %t : f64
  %y = arith.addf %13, %25 : f64
  gate.yield %y : f64
} range(%a) {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @m_arcsinh(%x: f64) -> f64 attributes {
    summary = "arcsinh(x) sqrt(|x|) / 12",
    source = "Parisi 2020, arXiv:2009.07530", monotone = "increasing",
    lipschitz = 0.09739148156550029} {
  %c1 = arith.constant 1000000000.0 : f64
  %ln2 = arith.constant 0.6931471805599453 : f64
  %one = arith.constant 1.0 : f64
  %c2 = arith.constant 12.0 : f64
  %0 = math.absf %x : f64
  %1 = arith.cmpf ogt, %0, %c1 : f64
  %2 = math.log %0 : f64
  %3 = arith.addf %2, %ln2 : f64
  %4 = arith.mulf %0, %0 : f64
  %5 = arith.addf %one, %4 : f64
  %6 = math.sqrt %5 : f64
  %7 = arith.addf %one, %6 : f64
  %8 = arith.divf %4, %7 : f64
  %9 = arith.addf %0, %8 : f64
  %10 = math.log1p %9 : f64
  %11 = arith.select %1, %3, %10 : f64
  %12 = math.copysign %11, %x : f64
  %13 = math.sqrt %0 : f64
  %14 = arith.divf %13, %c2 : f64
  %y = arith.mulf %12, %14 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}

gate.function @hyper_sinh(%x: f64) -> f64 attributes {
    summary = "sinh(x) / 3 if x > 0, x^3 / 4 otherwise",
    source = "Parisi et al. 2020, arXiv:2011.07661", monotone = "increasing"} {
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %c1 = arith.constant 20.0 : f64
  %one = arith.constant 1.0 : f64
  %three = arith.constant 3.0 : f64
  %quarter = arith.constant 0.25 : f64
  %0 = arith.cmpf ogt, %x, %zero : f64
  %1 = math.absf %x : f64
  %2 = arith.mulf %half, %1 : f64
  %3 = math.exp %2 : f64
  %4 = math.expm1 %1 : f64
  %5 = arith.cmpf ogt, %1, %c1 : f64
  %6 = arith.mulf %half, %3 : f64
  %7 = arith.mulf %6, %3 : f64
  %8 = arith.mulf %half, %4 : f64
  %9 = arith.addf %4, %one : f64
  %10 = arith.divf %one, %9 : f64
  %11 = arith.addf %one, %10 : f64
  %12 = arith.mulf %8, %11 : f64
  %13 = arith.select %5, %7, %12 : f64
  %14 = math.copysign %13, %x : f64
  %15 = arith.divf %14, %three : f64
  %16 = arith.mulf %quarter, %x : f64
  %17 = arith.mulf %16, %x : f64
  %18 = arith.mulf %17, %x : f64
  %y = arith.select %0, %15, %18 : f64
  gate.yield %y : f64
} range() {
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  gate.yield %minus_inf, %inf : f64, f64
}
