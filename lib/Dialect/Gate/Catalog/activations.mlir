//===- activations.mlir - Activation functions ---------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Conventions of the catalogue:
// - A NaN input gives a NaN result; a finite input never gives one, at f32 or
//   f64, provided the parameters satisfy what the comment above the function
//   says. An infinite input follows IEEE arithmetic through the body (silu(-inf)
//   is -inf * 0 = NaN, as in every framework).
// - `range` bounds the exact function; rounding may step over a finite bound
//   by the error of the evaluation.
// - `zero` is given where the set of zeros is more than isolated points. It
//   does not count results that underflow.
// - `derivative` at a kink is the value of the branch the kink belongs to.
//
//===----------------------------------------------------------------------===//

gate.function @identity(%x: f64) -> f64 attributes {
    summary = "x", source = "definition",
    aliases = ["linear"], monotone = "increasing",
    lipschitz = 1.0, homogeneous} {
  gate.yield %x : f64
} derivative(%x) {
  %one = arith.constant 1.0 : f64
  gate.yield %one : f64
}

gate.function @relu(%x: f64) -> f64 attributes {
    summary = "max(x, 0)",
    source = "Nair and Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines",
    aliases = ["rectifier"], monotone = "increasing",
    lipschitz = 1.0, homogeneous} {
  %zero = arith.constant 0.0 : f64
  // Unordered, so that NaN passes through.
  %positive = arith.cmpf ugt, %x, %zero : f64
  %y = arith.select %positive, %x, %zero : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} zero(%x) {
  %c0 = arith.constant 0.0 : f64
  %z = arith.cmpf ole, %x, %c0 : f64
  gate.yield %z : i1
} derivative(%x) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %dx = arith.select %positive, %one, %zero : f64
  gate.yield %dx : f64
}

gate.function @relu2(%x: f64) -> f64 attributes {
    summary = "max(x, 0)^2", source = "So et al. 2021, arXiv:2109.08668",
    aliases = ["squared_relu", "relu_squared"], monotone = "increasing"} {
  %r = gate.call @relu(%x) : f64
  %y = arith.mulf %r, %r : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} zero(%x) {
  %c0 = arith.constant 0.0 : f64
  %z = arith.cmpf ole, %x, %c0 : f64
  gate.yield %z : i1
} derivative(%x) {
  %r = gate.call @relu(%x) : f64
  %dx = arith.addf %r, %r : f64
  gate.yield %dx : f64
}

gate.function @leaky_relu<%slope: f64 = 0.01>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, slope x otherwise",
    source = "Maas et al. 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    aliases = ["lrelu"],
    homogeneous,
    specializations = [#gate.specialization<{slope = 0.0} -> @relu>,
                       #gate.specialization<{slope = 1.0} -> @identity>]} {
  %zero = arith.constant 0.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %scaled = arith.mulf %slope, %x : f64
  %y = arith.select %positive, %x, %scaled : f64
  gate.yield %y : f64
} range(%slope) {
  %zero = arith.constant 0.0 : f64
  %ninf = arith.constant 0xFFF0000000000000 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  %unbounded = arith.cmpf ogt, %slope, %zero : f64
  %lo = arith.select %unbounded, %ninf, %zero : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x, %slope) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %dx = arith.select %positive, %one, %slope : f64
  gate.yield %dx : f64
}

gate.function @elu<%alpha: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x if x > 0, alpha (exp(x) - 1) otherwise",
    source = "Clevert et al. 2015, arXiv:1511.07289"} {
  %zero = arith.constant 0.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %e = math.expm1 %x : f64
  %scaled = arith.mulf %alpha, %e : f64
  %y = arith.select %positive, %x, %scaled : f64
  gate.yield %y : f64
} range(%alpha) {
  %zero = arith.constant 0.0 : f64
  %n = arith.negf %alpha : f64
  %lo = arith.minimumf %n, %zero : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x, %alpha) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %e = math.exp %x : f64
  %scaled = arith.mulf %alpha, %e : f64
  %dx = arith.select %positive, %one, %scaled : f64
  gate.yield %dx : f64
}

gate.function @selu(%x: f64) -> f64 attributes {
    summary = "lambda elu(x, alpha) with the self-normalising lambda and alpha",
    source = "Klambauer et al. 2017, arXiv:1706.02515", monotone = "increasing",
    lipschitz = 1.7580993408474217} {
  %lambda = arith.constant 1.0507009873554804934 : f64
  %alpha = arith.constant 1.6732632423543772848 : f64
  %e = gate.call @elu(%x, %alpha) : f64
  %y = arith.mulf %lambda, %e : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -1.75809934084737686 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  %zero = arith.constant 0.0 : f64
  %lambda = arith.constant 1.0507009873554804934 : f64
  %product = arith.constant 1.75809934084737686 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %e = math.exp %x : f64
  %scaled = arith.mulf %product, %e : f64
  %dx = arith.select %positive, %lambda, %scaled : f64
  gate.yield %dx : f64
}

// x erfc(-x / sqrt(2)) / 2 is x (1 + erf(x / sqrt(2))) / 2 without the
// cancellation that costs the latter its negative tail.
gate.function @gelu(%x: f64) -> f64 attributes {
    summary = "x Phi(x), Phi the normal distribution function: x erfc(-x / sqrt(2)) / 2",
    source = "Hendrycks and Gimpel 2016, arXiv:1606.08415",
    aliases = ["gelu_erf"],
    lipschitz = 1.1289041451851998} {
  %half = arith.constant 0.5 : f64
  %c = arith.constant -0.70710678118654752440 : f64
  %t = arith.mulf %x, %c : f64
  %e = math.erfc %t : f64
  %hx = arith.mulf %x, %half : f64
  %y = arith.mulf %hx, %e : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.16997120747990370 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  // Phi(x) + x phi(x)
  %half = arith.constant 0.5 : f64
  %nhalf = arith.constant -0.5 : f64
  %c = arith.constant -0.70710678118654752440 : f64
  %d = arith.constant 0.39894228040143267794 : f64
  %t = arith.mulf %x, %c : f64
  %e = math.erfc %t : f64
  %Phi = arith.mulf %e, %half : f64
  %xx = arith.mulf %x, %x : f64
  %q = arith.mulf %xx, %nhalf : f64
  %g = math.exp %q : f64
  %phi = arith.mulf %g, %d : f64
  %xphi = arith.mulf %x, %phi : f64
  %dx = arith.addf %Phi, %xphi : f64
  gate.yield %dx : f64
}

// (1 + tanh(u)) / 2 = sigmoid(2 u), which keeps the negative tail.
gate.function @gelu_tanh(%x: f64) -> f64 attributes {
    summary = "x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2",
    source = "Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2",
    aliases = ["gelu_new", "gelu_fast", "gelu_pytorch_tanh"],
    lipschitz = 1.1289930686588168} {
  // 2 sqrt(2 / pi) and that times 0.044715
  %c1 = arith.constant 1.5957691216057307118 : f64
  %c3 = arith.constant 0.071354816272600248776 : f64
  %xx = arith.mulf %x, %x : f64
  %t3 = arith.mulf %xx, %c3 : f64
  %t = arith.addf %t3, %c1 : f64
  %u = arith.mulf %x, %t : f64
  %s = gate.call @sigmoid(%u) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.17004075057125406 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  %one = arith.constant 1.0 : f64
  %c1 = arith.constant 1.5957691216057307118 : f64
  %c3 = arith.constant 0.071354816272600248776 : f64
  %c3x3 = arith.constant 0.21406444881780074633 : f64
  // Beyond 64 the second term is 0; the clamp keeps x^3 finite.
  %lo = arith.constant -64.0 : f64
  %hi = arith.constant 64.0 : f64
  %below = arith.minimumf %x, %hi : f64
  %xc = arith.maximumf %below, %lo : f64
  %xx = arith.mulf %xc, %xc : f64
  %t3 = arith.mulf %xx, %c3 : f64
  %t = arith.addf %t3, %c1 : f64
  %u = arith.mulf %xc, %t : f64
  %s = gate.call @sigmoid(%u) : f64
  %r = arith.subf %one, %s : f64
  %sr = arith.mulf %s, %r : f64
  %d3 = arith.mulf %xx, %c3x3 : f64
  %d = arith.addf %d3, %c1 : f64
  %xd = arith.mulf %xc, %d : f64
  %second = arith.mulf %xd, %sr : f64
  %dx = arith.addf %s, %second : f64
  gate.yield %dx : f64
}

gate.function @gelu_quick(%x: f64) -> f64 attributes {
    summary = "x sigmoid(1.702 x)",
    source = "Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2",
    aliases = ["quick_gelu"],
    lipschitz = 1.099839320128911} {
  %c = arith.constant 1.702 : f64
  %t = arith.mulf %c, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.16361018963635359 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  %one = arith.constant 1.0 : f64
  %c = arith.constant 1.702 : f64
  %t = arith.mulf %c, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %r = arith.subf %one, %s : f64
  %sr = arith.mulf %s, %r : f64
  %xsr = arith.mulf %x, %sr : f64
  %second = arith.mulf %c, %xsr : f64
  %dx = arith.addf %s, %second : f64
  gate.yield %dx : f64
}

gate.function @silu(%x: f64) -> f64 attributes {
    summary = "x sigmoid(x)",
    source = "Elfwing et al. 2017, arXiv:1702.03118; Hendrycks and Gimpel 2016, arXiv:1606.08415",
    lipschitz = 1.099839320128911} {
  %s = gate.call @sigmoid(%x) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.27846454276107380 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  // s (1 + x (1 - s))
  %one = arith.constant 1.0 : f64
  %s = gate.call @sigmoid(%x) : f64
  %r = arith.subf %one, %s : f64
  %xr = arith.mulf %x, %r : f64
  %t = arith.addf %one, %xr : f64
  %dx = arith.mulf %s, %t : f64
  gate.yield %dx : f64
}

gate.function @swish<%beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "x sigmoid(beta x)",
    source = "Ramachandran et al. 2017, arXiv:1710.05941",
    specializations = [#gate.specialization<{beta = 1.0} -> @silu>,
                       #gate.specialization<{beta = 1.702} -> @gelu_quick>]} {
  %t = arith.mulf %beta, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
} range(%beta) {
  // swish(x, beta) = silu(beta x) / beta: bounded below for positive beta,
  // above for negative beta.
  %zero = arith.constant 0.0 : f64
  %ninf = arith.constant 0xFFF0000000000000 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %min = arith.constant -0.27846454276107380 : f64
  %bound = arith.divf %min, %beta : f64
  %positive = arith.cmpf ogt, %beta, %zero : f64
  %negative = arith.cmpf olt, %beta, %zero : f64
  %lo = arith.select %positive, %bound, %ninf : f64
  %hi = arith.select %negative, %bound, %inf : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x, %beta) {
  %one = arith.constant 1.0 : f64
  %t = arith.mulf %beta, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %r = arith.subf %one, %s : f64
  %sr = arith.mulf %s, %r : f64
  %xsr = arith.mulf %x, %sr : f64
  %second = arith.mulf %beta, %xsr : f64
  %dx = arith.addf %s, %second : f64
  gate.yield %dx : f64
}

gate.function @mish(%x: f64) -> f64 attributes {
    summary = "x tanh(softplus(x))", source = "Misra 2019, arXiv:1908.08681",
    lipschitz = 1.0884981612517715} {
  %sp = gate.call @softplus(%x) : f64
  %t = math.tanh %sp : f64
  %y = arith.mulf %x, %t : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.30884341301725042 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  // t + x (1 - t^2) sigmoid(x)
  %one = arith.constant 1.0 : f64
  %sp = gate.call @softplus(%x) : f64
  %t = math.tanh %sp : f64
  %tt = arith.mulf %t, %t : f64
  %r = arith.subf %one, %tt : f64
  %s = gate.call @sigmoid(%x) : f64
  %rs = arith.mulf %r, %s : f64
  %second = arith.mulf %x, %rs : f64
  %dx = arith.addf %t, %second : f64
  gate.yield %dx : f64
}

// beta > 0.
gate.function @softplus<%beta: f64 = 1.0>(%x: f64) -> f64 attributes {
    summary = "log(1 + exp(beta x)) / beta as max(x, 0) + log1p(exp(-|beta x|)) / beta",
    source = "Dugas et al. 2000, Incorporating Second-Order Functional Knowledge for Better Option Pricing",
    monotone = "increasing",
    lipschitz = 1.0} {
  %t = arith.mulf %beta, %x : f64
  %a = math.absf %t : f64
  %n = arith.negf %a : f64
  %e = math.exp %n : f64
  %l = math.log1p %e : f64
  %tail = arith.divf %l, %beta : f64
  %r = gate.call @relu(%x) : f64
  %y = arith.addf %r, %tail : f64
  gate.yield %y : f64
} range(%beta) {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x, %beta) {
  %t = arith.mulf %beta, %x : f64
  %dx = gate.call @sigmoid(%t) : f64
  gate.yield %dx : f64
}

// exp(-x) overflows to +inf for very negative x, which gives the right 0.
gate.function @sigmoid(%x: f64) -> f64 attributes {
    summary = "1 / (1 + exp(-x))", source = "logistic function, Verhulst 1838",
    aliases = ["logistic"], monotone = "increasing",
    lipschitz = 0.25} {
  %one = arith.constant 1.0 : f64
  %n = arith.negf %x : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %y = arith.divf %one, %d : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  // e / (1 + e)^2 with e = exp(-|x|), which keeps both tails.
  %one = arith.constant 1.0 : f64
  %a = math.absf %x : f64
  %n = arith.negf %a : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %dd = arith.mulf %d, %d : f64
  %dx = arith.divf %e, %dd : f64
  gate.yield %dx : f64
}

gate.function @tanh(%x: f64) -> f64 attributes {
    summary = "hyperbolic tangent", source = "definition",
    monotone = "increasing",
    lipschitz = 1.0} {
  %y = math.tanh %x : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -1.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  // 1 - tanh(x)^2 = 4 e / (1 + e)^2 with e = exp(-2 |x|), which keeps the tails.
  %one = arith.constant 1.0 : f64
  %ntwo = arith.constant -2.0 : f64
  %four = arith.constant 4.0 : f64
  %a = math.absf %x : f64
  %n = arith.mulf %a, %ntwo : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %dd = arith.mulf %d, %d : f64
  %e4 = arith.mulf %four, %e : f64
  %dx = arith.divf %e4, %dd : f64
  gate.yield %dx : f64
}

// The form of PyTorch and of MobileNetV3 (slope 1/6), not ONNX's default
// (slope 0.2) nor clip((x + 1) / 2, 0, 1) of arXiv:1511.00363.
gate.function @hardsigmoid(%x: f64) -> f64 attributes {
    summary = "min(max(x + 3, 0), 6) / 6",
    source = "Howard et al. 2019, arXiv:1905.02244, section 5.2",
    aliases = ["hard_sigmoid"], monotone = "increasing",
    lipschitz = 0.16666666666667332} {
  %zero = arith.constant 0.0 : f64
  %three = arith.constant 3.0 : f64
  %six = arith.constant 6.0 : f64
  %t = arith.addf %x, %three : f64
  %above = arith.maximumf %t, %zero : f64
  %u = arith.minimumf %above, %six : f64
  %y = arith.divf %u, %six : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
} zero(%x) {
  %n = arith.constant -3.0 : f64
  %z = arith.cmpf ole, %x, %n : f64
  gate.yield %z : i1
} derivative(%x) {
  %zero = arith.constant 0.0 : f64
  %three = arith.constant 3.0 : f64
  %slope = arith.constant 0.16666666666666666667 : f64
  %a = math.absf %x : f64
  %inside = arith.cmpf olt, %a, %three : f64
  %dx = arith.select %inside, %slope, %zero : f64
  gate.yield %dx : f64
}

gate.function @hardswish(%x: f64) -> f64 attributes {
    summary = "x min(max(x + 3, 0), 6) / 6",
    source = "Howard et al. 2019, arXiv:1905.02244, section 5.2",
    aliases = ["hard_swish", "hard_silu"],
    lipschitz = 1.5} {
  %s = gate.call @hardsigmoid(%x) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -0.375 : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} zero(%x) {
  %c0 = arith.constant 0.0 : f64
  %n = arith.constant -3.0 : f64
  %below = arith.cmpf ole, %x, %n : f64
  %origin = arith.cmpf oeq, %x, %c0 : f64
  %z = arith.ori %below, %origin : i1
  gate.yield %z : i1
} derivative(%x) {
  // 0, x / 3 + 1 / 2, 1
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %three = arith.constant 3.0 : f64
  %n = arith.constant -3.0 : f64
  %t = arith.divf %x, %three : f64
  %mid = arith.addf %t, %half : f64
  %below = arith.cmpf ole, %x, %n : f64
  %above = arith.cmpf oge, %x, %three : f64
  %d = arith.select %above, %one, %mid : f64
  %dx = arith.select %below, %zero, %d : f64
  gate.yield %dx : f64
}

gate.function @softsign(%x: f64) -> f64 attributes {
    summary = "x / (1 + |x|)",
    source = "Bergstra et al. 2009, Quadratic Polynomials Learn Better Image Features",
    monotone = "increasing",
    lipschitz = 1.0} {
  %one = arith.constant 1.0 : f64
  %a = math.absf %x : f64
  %d = arith.addf %one, %a : f64
  %y = arith.divf %x, %d : f64
  gate.yield %y : f64
} range() {
  %lo = arith.constant -1.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
} derivative(%x) {
  %one = arith.constant 1.0 : f64
  %a = math.absf %x : f64
  %d = arith.addf %one, %a : f64
  %r = arith.divf %one, %d : f64
  %dx = arith.mulf %r, %r : f64
  gate.yield %dx : f64
}

// The threshold itself maps to 0.
gate.function @fatrelu<%threshold: f64 = 0.0>(%x: f64) -> f64 attributes {
    summary = "x if x > threshold, 0 otherwise",
    source = "Kurtz et al. 2020, Inducing and Exploiting Activation Sparsity for Fast Neural Network Inference; Song et al. 2024, arXiv:2402.13516",
    specializations = [#gate.specialization<{threshold = 0.0} -> @relu>]} {
  %zero = arith.constant 0.0 : f64
  %open = arith.cmpf ugt, %x, %threshold : f64
  %y = arith.select %open, %x, %zero : f64
  gate.yield %y : f64
} range(%threshold) {
  %zero = arith.constant 0.0 : f64
  %lo = arith.minimumf %threshold, %zero : f64
  %hi = arith.constant 0x7FF0000000000000 : f64
  gate.yield %lo, %hi : f64, f64
} zero(%x, %threshold) {
  %c0 = arith.constant 0.0 : f64
  %closed = arith.cmpf ole, %x, %threshold : f64
  %origin = arith.cmpf oeq, %x, %c0 : f64
  %z = arith.ori %closed, %origin : i1
  gate.yield %z : i1
} derivative(%x, %threshold) {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %open = arith.cmpf ogt, %x, %threshold : f64
  %dx = arith.select %open, %one, %zero : f64
  gate.yield %dx : f64
}
