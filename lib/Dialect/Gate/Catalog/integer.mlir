//===- integer.mlir - Integer arithmetic alone ----------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For quantized graphs, where x is I * scale, I an integer: x / scale is rounded
// to I, of at most 2^23, and then there are 32-bit integers alone, up to the
// integer of the result, which has a scale of its own. NaN stays NaN.
//
// exp(I * scale) = 2^(I * scale * log2(e)), where log2(e) is about 1.4375 (two
// shifts), the integer part of the exponent is a shift, and 2^f about 1 + f / 2
// for the rest, f in (-1, 0]. With one = ceil(1 / scale), n bits behind the
// point (fewer, where more do not fit in 31 bits) and I <= 0:
//   p = max(I + (I >> 1) - (I >> 4), -n * one),
//   q = -p / one, rounded down; r = p + q * one;
//   e = floor((r / 2 + one) * 2^(n - q)), whose scale is scale / 2^n.
//
// Rounding to I has no derivative; that of what is meant is taken.
//
//===----------------------------------------------------------------------===//

gate.function @shift_exp<%scale: f64 = 0.0625, %n: f64 = 15.0>(%x: f64) -> f64 attributes {
    summary = "exp(min(x, 0)) of I = x / scale, by integer shifts",
    source = "Li and Gu 2022, arXiv:2207.01405 (ShiftExp)", monotone = "increasing",
    vjp = #gate.vjp<surrogate(@exponential)>} {
  %zero = arith.constant 0.0 : f64
  %first = arith.constant 1.0 : f64
  %low = arith.constant -8388608.0 : f64
  %high = arith.constant 8388608.0 : f64
  %t = arith.divf %x, %scale : f64
  %i_0 = math.roundeven %t : f64
  %i_1 = arith.maxnumf %i_0, %low : f64
  %i_2 = arith.minnumf %i_1, %zero : f64
  %i = arith.fptosi %i_2 : f64 to i32
  %inverse = arith.divf %first, %scale : f64
  %one_0 = math.ceil %inverse : f64
  %one_1 = arith.maxnumf %one_0, %first : f64
  %one_2 = arith.minnumf %one_1, %high : f64
  %one_3 = arith.fptosi %one_2 : f64 to i32
  %c1 = arith.constant 1 : i32
  %one = arith.maxsi %one_3, %c1 : i32
  %n_least = arith.constant 0.0 : f64
  %n_most = arith.constant 29.0 : f64
  %n_0 = arith.maxnumf %n, %n_least : f64
  %n_1 = arith.minnumf %n_0, %n_most : f64
  %n_i = arith.fptosi %n_1 : f64 to i32
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : i32
  %c4 = arith.constant 4 : i32
  %leading = math.ctlz %one : i32
  %room = arith.subi %leading, %c2 : i32
  %point = arith.minsi %n_i, %room : i32
  %half = arith.shrsi %i, %c1 : i32
  %sixteenth = arith.shrsi %i, %c4 : i32
  %more = arith.addi %i, %half : i32
  %p_0 = arith.subi %more, %sixteenth : i32
  %size_0 = arith.subi %c0, %p_0 : i32
  %most = arith.muli %point, %one : i32
  %size = arith.minsi %size_0, %most : i32
  %q = arith.divsi %size, %one : i32
  %whole = arith.muli %q, %one : i32
  %r = arith.subi %whole, %size : i32
  %two = arith.shli %one, %c1 : i32
  %f = arith.addi %r, %two : i32
  %shifted = arith.shli %f, %point : i32
  %by = arith.addi %q, %c1 : i32
  %e = arith.shrsi %shifted, %by : i32
  %unit_i = arith.shli %c1, %point : i32
  %unit_f = arith.sitofp %unit_i : i32 to f64
  %unit = arith.divf %scale, %unit_f : f64
  %number = arith.sitofp %e : i32 to f64
  %y = arith.mulf %number, %unit : f64
  %missing = arith.cmpf une, %t, %t : f64
  %result = arith.select %missing, %t, %y : f64
  gate.yield %result : f64
}

// The paper subtracts the maximum of the row before exp; here, where there is no
// row, that of 0 and I: sigmoid = exp(I - max) / (exp(I - max) + exp(-max)), one
// of both exps being that of 0.
gate.function @shift_gelu<%scale: f64 = 0.0625, %n: f64 = 23.0, %bits: f64 = 8.0>(%x: f64) -> f64 attributes {
    summary = "x sigmoid(1.702 x) of I = x / scale, the sigmoid in integers of so many bits",
    source = "Li and Gu 2022, arXiv:2207.01405 (ShiftGELU)",
    vjp = #gate.vjp<surrogate(@gelu_quick)>} {
  %zero = arith.constant 0.0 : f64
  %first = arith.constant 1.0 : f64
  %low = arith.constant -8388608.0 : f64
  %high = arith.constant 8388608.0 : f64
  %t = arith.divf %x, %scale : f64
  %i_3_0 = math.roundeven %t : f64
  %i_3_1 = arith.maxnumf %i_3_0, %low : f64
  %i_3_2 = arith.minnumf %i_3_1, %high : f64
  %i_3 = arith.fptosi %i_3_2 : f64 to i32
  %slope = arith.constant 1.702 : f64
  %steep = arith.mulf %scale, %slope : f64
  %inverse = arith.divf %first, %steep : f64
  %one_0 = math.ceil %inverse : f64
  %one_1 = arith.maxnumf %one_0, %first : f64
  %one_2 = arith.minnumf %one_1, %high : f64
  %one_3 = arith.fptosi %one_2 : f64 to i32
  %c1 = arith.constant 1 : i32
  %one = arith.maxsi %one_3, %c1 : i32
  %n_least = arith.constant 0.0 : f64
  %n_most = arith.constant 29.0 : f64
  %n_0 = arith.maxnumf %n, %n_least : f64
  %n_1 = arith.minnumf %n_0, %n_most : f64
  %n_i = arith.fptosi %n_1 : f64 to i32
  %bits_least = arith.constant 2.0 : f64
  %bits_most = arith.constant 16.0 : f64
  %bits_0 = arith.maxnumf %bits, %bits_least : f64
  %bits_1 = arith.minnumf %bits_0, %bits_most : f64
  %bits_i = arith.fptosi %bits_1 : f64 to i32
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : i32
  %c4 = arith.constant 4 : i32
  %leading = math.ctlz %one : i32
  %room = arith.subi %leading, %c2 : i32
  %point = arith.minsi %n_i, %room : i32
  // So that the result has 31 bits.
  %c31 = arith.constant 31 : i32
  %free = arith.subi %c31, %bits_i : i32
  %end = arith.shli %c1, %free : i32
  %start = arith.subi %c0, %end : i32
  %i_4 = arith.minsi %i_3, %end : i32
  %i = arith.maxsi %i_4, %start : i32
  %minus = arith.subi %c0, %i : i32
  %below = arith.minsi %i, %minus : i32
  %half = arith.shrsi %below, %c1 : i32
  %sixteenth = arith.shrsi %below, %c4 : i32
  %more = arith.addi %below, %half : i32
  %p_0 = arith.subi %more, %sixteenth : i32
  %size_0 = arith.subi %c0, %p_0 : i32
  %most = arith.muli %point, %one : i32
  %size = arith.minsi %size_0, %most : i32
  %q = arith.divsi %size, %one : i32
  %whole = arith.muli %q, %one : i32
  %r = arith.subi %whole, %size : i32
  %two = arith.shli %one, %c1 : i32
  %f = arith.addi %r, %two : i32
  %shifted = arith.shli %f, %point : i32
  %by = arith.addi %q, %c1 : i32
  %e = arith.shrsi %shifted, %by : i32
  %e_0 = arith.shli %one, %point : i32
  %positive = arith.cmpi sgt, %i, %c0 : i32
  %own = arith.select %positive, %e_0, %e : i32
  %total_0 = arith.addi %e, %e_0 : i32
  %total = arith.maxsi %total_0, %c1 : i32
  %all = arith.constant 2147483647 : i32
  %factor = arith.divsi %all, %total : i32
  %product = arith.muli %own, %factor : i32
  %c32 = arith.constant 32 : i32
  %rest = arith.subi %c32, %bits_i : i32
  %share = arith.shrsi %product, %rest : i32
  %bits_less = arith.subi %bits_i, %c1 : i32
  %unit_i = arith.shli %c1, %bits_less : i32
  %unit_f = arith.sitofp %unit_i : i32 to f64
  %y_i = arith.muli %i, %share : i32
  %unit = arith.divf %scale, %unit_f : f64
  %number = arith.sitofp %y_i : i32 to f64
  %y = arith.mulf %number, %unit : f64
  %missing = arith.cmpf une, %t, %t : f64
  %result = arith.select %missing, %t, %y : f64
  gate.yield %result : f64
}

// A sum that does not fit in 31 bits counts as 2^31 - 1.
gate.row_function @shiftmax<%scale: f64 = 0.0625, %n: f64 = 15.0, %bits: f64 = 8.0>(%x: f64) -> f64 attributes {
    summary = "softmax of I = x / scale in integers of so many bits",
    source = "Li and Gu 2022, arXiv:2207.01405 (Shiftmax)"} {
  %zero = arith.constant 0.0 : f64
  %first = arith.constant 1.0 : f64
  %low = arith.constant -8388608.0 : f64
  %high = arith.constant 8388608.0 : f64
  %t = arith.divf %x, %scale : f64
  %max = gate.reduce max %t : f64
  %i_3_0 = math.roundeven %t : f64
  %i_3_1 = arith.maxnumf %i_3_0, %low : f64
  %i_3_2 = arith.minnumf %i_3_1, %high : f64
  %i_3 = arith.fptosi %i_3_2 : f64 to i32
  %greatest_0 = math.roundeven %max : f64
  %greatest_1 = arith.maxnumf %greatest_0, %low : f64
  %greatest_2 = arith.minnumf %greatest_1, %high : f64
  %greatest = arith.fptosi %greatest_2 : f64 to i32
  %i = arith.subi %i_3, %greatest : i32
  %inverse = arith.divf %first, %scale : f64
  %one_0 = math.ceil %inverse : f64
  %one_1 = arith.maxnumf %one_0, %first : f64
  %one_2 = arith.minnumf %one_1, %high : f64
  %one_3 = arith.fptosi %one_2 : f64 to i32
  %c1 = arith.constant 1 : i32
  %one = arith.maxsi %one_3, %c1 : i32
  %n_least = arith.constant 0.0 : f64
  %n_most = arith.constant 29.0 : f64
  %n_0 = arith.maxnumf %n, %n_least : f64
  %n_1 = arith.minnumf %n_0, %n_most : f64
  %n_i = arith.fptosi %n_1 : f64 to i32
  %bits_least = arith.constant 2.0 : f64
  %bits_most = arith.constant 16.0 : f64
  %bits_0 = arith.maxnumf %bits, %bits_least : f64
  %bits_1 = arith.minnumf %bits_0, %bits_most : f64
  %bits_i = arith.fptosi %bits_1 : f64 to i32
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : i32
  %c4 = arith.constant 4 : i32
  %leading = math.ctlz %one : i32
  %room = arith.subi %leading, %c2 : i32
  %point = arith.minsi %n_i, %room : i32
  %half = arith.shrsi %i, %c1 : i32
  %sixteenth = arith.shrsi %i, %c4 : i32
  %more = arith.addi %i, %half : i32
  %p_0 = arith.subi %more, %sixteenth : i32
  %size_0 = arith.subi %c0, %p_0 : i32
  %most = arith.muli %point, %one : i32
  %size = arith.minsi %size_0, %most : i32
  %q = arith.divsi %size, %one : i32
  %whole = arith.muli %q, %one : i32
  %r = arith.subi %whole, %size : i32
  %two = arith.shli %one, %c1 : i32
  %f = arith.addi %r, %two : i32
  %shifted = arith.shli %f, %point : i32
  %by = arith.addi %q, %c1 : i32
  %e = arith.shrsi %shifted, %by : i32
  %wide = arith.extsi %e : i32 to i64
  %sum = gate.reduce add %wide : i64
  %limit = arith.constant 2147483647 : i64
  %bounded = arith.minsi %sum, %limit : i64
  %total_0 = arith.trunci %bounded : i64 to i32
  %total = arith.maxsi %total_0, %c1 : i32
  %all = arith.constant 2147483647 : i32
  %factor = arith.divsi %all, %total : i32
  %product = arith.muli %e, %factor : i32
  %c32 = arith.constant 32 : i32
  %rest = arith.subi %c32, %bits_i : i32
  %share = arith.shrsi %product, %rest : i32
  %bits_less = arith.subi %bits_i, %c1 : i32
  %unit_i = arith.shli %c1, %bits_less : i32
  %unit_f = arith.sitofp %unit_i : i32 to f64
  %number = arith.sitofp %share : i32 to f64
  %y = arith.divf %number, %unit_f : f64
  %missing = arith.cmpf une, %max, %max : f64
  %result = arith.select %missing, %max, %y : f64
  gate.yield %result : f64
} range(%scale, %n, %bits) {
  %lo = arith.constant 0.0 : f64
  %hi = arith.constant 1.0 : f64
  gate.yield %lo, %hi : f64, f64
}
