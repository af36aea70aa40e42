//===- f32.mlir - f32 approximations of the math dialect ------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each function stands for an operation of the math dialect at f32. An scf.if
// is a branch that is taken for a few arguments only: on vectors, where one
// lane has such an argument. The rest has no branches. The bodies rely on IEEE
// rounding: no fastmath flag but `contract` may be put on them.
//
// The polynomials are minimax fits, their coefficients rounded to f32.
// docs/accuracy.md has the largest errors over all f32 arguments.
//
// NaN gives NaN, infinities give the limits, -0 is kept by odd functions,
// subnormal arguments and results are right (not flushed).
//
//===----------------------------------------------------------------------===//

gate.function @exp_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.exp",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.exp"} {
  %lowest = arith.constant -104.0 : f32
  %highest = arith.constant 89.0 : f32
  %magic = arith.constant 12583166.0 : f32
  %log2e = arith.constant 1.442695 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %c0 = arith.constant 0.5 : f32
  %c1 = arith.constant 0.16666518 : f32
  %c2 = arith.constant 0.041666206 : f32
  %c3 = arith.constant 0.00836889 : f32
  %c4 = arith.constant 0.0013950492 : f32
  %i1 = arith.constant 1 : i32
  %i23 = arith.constant 23 : i32
  // Beyond these bounds the result is inf or 0 all the same.
  %is = arith.cmpf olt, %x, %lowest : f32
  %x_clamped = arith.select %is, %lowest, %x : f32
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f32
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f32
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 15 bits.
  %t = arith.mulf %x_clamped_1, %log2e : f32
  %k_shifted = arith.addf %t, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %t_1 = arith.mulf %k, %ln2_hi : f32
  %r = arith.subf %x_clamped_1, %t_1 : f32
  %t_2 = arith.mulf %k, %ln2_lo : f32
  %r_1 = arith.subf %r, %t_2 : f32
  // exp(r) = 1 + e, e = r + r^2 p(r)
  %rr = arith.mulf %r_1, %r_1 : f32
  %t_3 = arith.mulf %c4, %r_1 : f32
  %p = arith.addf %t_3, %c3 : f32
  %t_4 = arith.mulf %p, %r_1 : f32
  %p_1 = arith.addf %t_4, %c2 : f32
  %t_5 = arith.mulf %p_1, %r_1 : f32
  %p_2 = arith.addf %t_5, %c1 : f32
  %t_6 = arith.mulf %p_2, %r_1 : f32
  %p_3 = arith.addf %t_6, %c0 : f32
  %t_7 = arith.mulf %rr, %p_3 : f32
  %e = arith.addf %r_1, %t_7 : f32
  // The bits of k_shifted end in k + 254: two factors of 2^k, so that
  // subnormal results and k = 128 are right.
  %bits = arith.bitcast %k_shifted : f32 to i32
  %t_8 = arith.shrui %bits, %i1 : i32
  %half_bits = arith.shli %t_8, %i23 : i32
  %t_9 = arith.shli %bits, %i23 : i32
  %rest_bits = arith.subi %t_9, %half_bits : i32
  %half_scale = arith.bitcast %half_bits : i32 to f32
  %t_10 = arith.mulf %half_scale, %e : f32
  %t_11 = arith.addf %half_scale, %t_10 : f32
  %t_12 = arith.bitcast %rest_bits : i32 to f32
  %t_13 = arith.mulf %t_11, %t_12 : f32
  gate.yield %t_13 : f32
}

gate.function @exp2_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.exp2",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.exp2"} {
  %lowest = arith.constant -151.0 : f32
  %highest = arith.constant 129.0 : f32
  %magic = arith.constant 12583166.0 : f32
  %c0 = arith.constant 0.6931472 : f32
  %c1 = arith.constant 0.2402265 : f32
  %c2 = arith.constant 0.05550328 : f32
  %c3 = arith.constant 0.009618004 : f32
  %c4 = arith.constant 0.0013400282 : f32
  %c5 = arith.constant 1.5476315e-04 : f32
  %i1 = arith.constant 1 : i32
  %i23 = arith.constant 23 : i32
  // Beyond these bounds the result is inf or 0 all the same.
  %is = arith.cmpf olt, %x, %lowest : f32
  %x_clamped = arith.select %is, %lowest, %x : f32
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f32
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f32
  // x = k + r, |r| <= 1/2
  %k_shifted = arith.addf %x_clamped_1, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %r = arith.subf %x_clamped_1, %k : f32
  // 2^r = 1 + e, e = r p(r)
  %t = arith.mulf %c5, %r : f32
  %p = arith.addf %t, %c4 : f32
  %t_1 = arith.mulf %p, %r : f32
  %p_1 = arith.addf %t_1, %c3 : f32
  %t_2 = arith.mulf %p_1, %r : f32
  %p_2 = arith.addf %t_2, %c2 : f32
  %t_3 = arith.mulf %p_2, %r : f32
  %p_3 = arith.addf %t_3, %c1 : f32
  %t_4 = arith.mulf %p_3, %r : f32
  %p_4 = arith.addf %t_4, %c0 : f32
  %e = arith.mulf %r, %p_4 : f32
  // The bits of k_shifted end in k + 254: two factors of 2^k, so that
  // subnormal results and k = 128 are right.
  %bits = arith.bitcast %k_shifted : f32 to i32
  %t_5 = arith.shrui %bits, %i1 : i32
  %half_bits = arith.shli %t_5, %i23 : i32
  %t_6 = arith.shli %bits, %i23 : i32
  %rest_bits = arith.subi %t_6, %half_bits : i32
  %half_scale = arith.bitcast %half_bits : i32 to f32
  %t_7 = arith.mulf %half_scale, %e : f32
  %t_8 = arith.addf %half_scale, %t_7 : f32
  %t_9 = arith.bitcast %rest_bits : i32 to f32
  %t_10 = arith.mulf %t_8, %t_9 : f32
  gate.yield %t_10 : f32
}

gate.function @expm1_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.expm1",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.expm1"} {
  %lowest = arith.constant -20.0 : f32
  %highest = arith.constant 89.0 : f32
  %magic = arith.constant 12582912.0 : f32
  %log2e = arith.constant 1.442695 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %c0 = arith.constant 0.5 : f32
  %c1 = arith.constant 0.16666543 : f32
  %c2 = arith.constant 0.04166628 : f32
  %c3 = arith.constant 0.008366584 : f32
  %c4 = arith.constant 0.001394645 : f32
  %one = arith.constant 1.0 : f32
  %i23 = arith.constant 23 : i32
  %bits_of = arith.constant 1056964608 : i32
  %zero = arith.constant 0.0 : f32
  // Beyond these bounds the result is inf or -1 all the same.
  %is = arith.cmpf olt, %x, %lowest : f32
  %x_clamped = arith.select %is, %lowest, %x : f32
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f32
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f32
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 15 bits.
  %t = arith.mulf %x_clamped_1, %log2e : f32
  %k_shifted = arith.addf %t, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %t_1 = arith.mulf %k, %ln2_hi : f32
  %r = arith.subf %x_clamped_1, %t_1 : f32
  %t_2 = arith.mulf %k, %ln2_lo : f32
  %r_1 = arith.subf %r, %t_2 : f32
  // exp(r) - 1 = r (1 + r p(r)), which keeps -0
  %rr = arith.mulf %r_1, %r_1 : f32
  %t_3 = arith.mulf %c4, %r_1 : f32
  %p = arith.addf %t_3, %c3 : f32
  %t_4 = arith.mulf %p, %r_1 : f32
  %p_1 = arith.addf %t_4, %c2 : f32
  %t_5 = arith.mulf %p_1, %r_1 : f32
  %p_2 = arith.addf %t_5, %c1 : f32
  %t_6 = arith.mulf %p_2, %r_1 : f32
  %p_3 = arith.addf %t_6, %c0 : f32
  %t_7 = arith.mulf %r_1, %p_3 : f32
  %t_8 = arith.addf %one, %t_7 : f32
  %e = arith.mulf %r_1, %t_8 : f32
  // exp(x) - 1 = 2 (2^(k-1) (exp(r) - 1) + (2^(k-1) - 1/2)); 2^k may
  // overflow.
  %bits = arith.bitcast %k_shifted : f32 to i32
  %t_9 = arith.shli %bits, %i23 : i32
  %t_10 = arith.addi %t_9, %bits_of : i32
  %scale = arith.bitcast %t_10 : i32 to f32
  %t_11 = arith.mulf %scale, %e : f32
  %t_12 = arith.subf %scale, %c0 : f32
  %t_13 = arith.addf %t_11, %t_12 : f32
  %t_14 = arith.addf %t_13, %t_13 : f32
  %is_2 = arith.cmpf oeq, %k, %zero : f32
  %y = arith.select %is_2, %e, %t_14 : f32
  gate.yield %y : f32
}

gate.function @log_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.log",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.log"} {
  %smallest_normal = arith.constant 1.1754944e-38 : f32
  %two_23 = arith.constant 8388608.0 : f32
  %bits_of_2_3 = arith.constant 1059760811 : i32
  %i23 = arith.constant 23 : i32
  %one = arith.constant 1.0 : f32
  %bits_of = arith.constant 1262485504 : i32
  %c = arith.constant 12582912.0 : f32
  %c_1 = arith.constant 23.0 : f32
  %c0 = arith.constant 0.33333266 : f32
  %c1 = arith.constant -0.25004238 : f32
  %c2 = arith.constant 0.20007922 : f32
  %c3 = arith.constant -0.16472328 : f32
  %c4 = arith.constant 0.1404228 : f32
  %c5 = arith.constant -0.15122175 : f32
  %c6 = arith.constant 0.1382035 : f32
  %half = arith.constant 0.5 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %inf = arith.constant 0x7F800000 : f32
  %zero = arith.constant 0.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %minus_inf = arith.constant 0xFF800000 : f32
  // x = 2^k (1 + f), 2/3 <= 1 + f < 4/3; subnormal x are scaled first.
  %is_subnormal = arith.cmpf olt, %x, %smallest_normal : f32
  %t = arith.mulf %x, %two_23 : f32
  %x_normal = arith.select %is_subnormal, %t, %x : f32
  %bits = arith.bitcast %x_normal : f32 to i32
  %offset = arith.subi %bits, %bits_of_2_3 : i32
  %k_bits = arith.shrsi %offset, %i23 : i32
  %t_1 = arith.shli %k_bits, %i23 : i32
  %t_2 = arith.subi %bits, %t_1 : i32
  %m = arith.bitcast %t_2 : i32 to f32
  %f = arith.subf %m, %one : f32
  // k as a number: the bits of 1.5 * 2^23 + k, less that.
  %t_3 = arith.addi %k_bits, %bits_of : i32
  %t_4 = arith.bitcast %t_3 : i32 to f32
  %k = arith.subf %t_4, %c : f32
  %t_5 = arith.subf %k, %c_1 : f32
  %k_1 = arith.select %is_subnormal, %t_5, %k : f32
  // log(1 + f) = f - f^2 / 2 + f^3 p(f)
  %ff = arith.mulf %f, %f : f32
  %t_6 = arith.mulf %c6, %f : f32
  %p = arith.addf %t_6, %c5 : f32
  %t_7 = arith.mulf %p, %f : f32
  %p_1 = arith.addf %t_7, %c4 : f32
  %t_8 = arith.mulf %p_1, %f : f32
  %p_2 = arith.addf %t_8, %c3 : f32
  %t_9 = arith.mulf %p_2, %f : f32
  %p_3 = arith.addf %t_9, %c2 : f32
  %t_10 = arith.mulf %p_3, %f : f32
  %p_4 = arith.addf %t_10, %c1 : f32
  %t_11 = arith.mulf %p_4, %f : f32
  %p_5 = arith.addf %t_11, %c0 : f32
  %t_12 = arith.mulf %p_5, %f : f32
  %t_13 = arith.subf %t_12, %half : f32
  %t_14 = arith.mulf %t_13, %ff : f32
  %t_15 = arith.mulf %k_1, %ln2_lo : f32
  %t_16 = arith.addf %t_14, %t_15 : f32
  %t_17 = arith.addf %f, %t_16 : f32
  %t_18 = arith.mulf %k_1, %ln2_hi : f32
  %y = arith.addf %t_17, %t_18 : f32
  // log(0) = -inf, log(inf) = inf, NaN for NaN and below 0.
  %is = arith.cmpf olt, %x, %inf : f32
  %y_1 = arith.select %is, %y, %x : f32
  %is_1 = arith.cmpf olt, %x, %zero : f32
  %y_2 = arith.select %is_1, %nan, %y_1 : f32
  %is_2 = arith.cmpf oeq, %x, %zero : f32
  %y_3 = arith.select %is_2, %minus_inf, %y_2 : f32
  gate.yield %y_3 : f32
}

gate.function @log2_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.log2",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.log2"} {
  %smallest_normal = arith.constant 1.1754944e-38 : f32
  %two_23 = arith.constant 8388608.0 : f32
  %bits_of_2_3 = arith.constant 1059760811 : i32
  %i23 = arith.constant 23 : i32
  %one = arith.constant 1.0 : f32
  %bits_of = arith.constant 1262485504 : i32
  %c = arith.constant 12582912.0 : f32
  %c_1 = arith.constant 23.0 : f32
  %c0 = arith.constant 0.33333266 : f32
  %c1 = arith.constant -0.25004238 : f32
  %c2 = arith.constant 0.20007922 : f32
  %c3 = arith.constant -0.16472328 : f32
  %c4 = arith.constant 0.1404228 : f32
  %c5 = arith.constant -0.15122175 : f32
  %c6 = arith.constant 0.1382035 : f32
  %half = arith.constant 0.5 : f32
  %log2e_less_1 = arith.constant 0.44269505 : f32
  %inf = arith.constant 0x7F800000 : f32
  %zero = arith.constant 0.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %minus_inf = arith.constant 0xFF800000 : f32
  // x = 2^k (1 + f), 2/3 <= 1 + f < 4/3; subnormal x are scaled first.
  %is_subnormal = arith.cmpf olt, %x, %smallest_normal : f32
  %t = arith.mulf %x, %two_23 : f32
  %x_normal = arith.select %is_subnormal, %t, %x : f32
  %bits = arith.bitcast %x_normal : f32 to i32
  %offset = arith.subi %bits, %bits_of_2_3 : i32
  %k_bits = arith.shrsi %offset, %i23 : i32
  %t_1 = arith.shli %k_bits, %i23 : i32
  %t_2 = arith.subi %bits, %t_1 : i32
  %m = arith.bitcast %t_2 : i32 to f32
  %f = arith.subf %m, %one : f32
  // k as a number: the bits of 1.5 * 2^23 + k, less that.
  %t_3 = arith.addi %k_bits, %bits_of : i32
  %t_4 = arith.bitcast %t_3 : i32 to f32
  %k = arith.subf %t_4, %c : f32
  %t_5 = arith.subf %k, %c_1 : f32
  %k_1 = arith.select %is_subnormal, %t_5, %k : f32
  // log2(1 + f) = (f - f^2 / 2 + f^3 p(f)) (1 + c)
  %ff = arith.mulf %f, %f : f32
  %t_6 = arith.mulf %c6, %f : f32
  %p = arith.addf %t_6, %c5 : f32
  %t_7 = arith.mulf %p, %f : f32
  %p_1 = arith.addf %t_7, %c4 : f32
  %t_8 = arith.mulf %p_1, %f : f32
  %p_2 = arith.addf %t_8, %c3 : f32
  %t_9 = arith.mulf %p_2, %f : f32
  %p_3 = arith.addf %t_9, %c2 : f32
  %t_10 = arith.mulf %p_3, %f : f32
  %p_4 = arith.addf %t_10, %c1 : f32
  %t_11 = arith.mulf %p_4, %f : f32
  %p_5 = arith.addf %t_11, %c0 : f32
  %t_12 = arith.mulf %p_5, %f : f32
  %t_13 = arith.subf %t_12, %half : f32
  %low = arith.mulf %t_13, %ff : f32
  %t_14 = arith.addf %f, %low : f32
  %t_15 = arith.mulf %t_14, %log2e_less_1 : f32
  %t_16 = arith.addf %low, %t_15 : f32
  %t_17 = arith.addf %f, %t_16 : f32
  %y = arith.addf %t_17, %k_1 : f32
  // log(0) = -inf, log(inf) = inf, NaN for NaN and below 0.
  %is = arith.cmpf olt, %x, %inf : f32
  %y_1 = arith.select %is, %y, %x : f32
  %is_1 = arith.cmpf olt, %x, %zero : f32
  %y_2 = arith.select %is_1, %nan, %y_1 : f32
  %is_2 = arith.cmpf oeq, %x, %zero : f32
  %y_3 = arith.select %is_2, %minus_inf, %y_2 : f32
  gate.yield %y_3 : f32
}

gate.function @log1p_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.log1p",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.log1p"} {
  %one = arith.constant 1.0 : f32
  %bits_of_2_3 = arith.constant 1059760811 : i32
  %i23 = arith.constant 23 : i32
  %bits_of_1 = arith.constant 1065353216 : i32
  %two_30 = arith.constant 1073741800.0 : f32
  %bits_of = arith.constant 1262485504 : i32
  %c = arith.constant 12582912.0 : f32
  %c0 = arith.constant 0.33333266 : f32
  %c1 = arith.constant -0.25004238 : f32
  %c2 = arith.constant 0.20007922 : f32
  %c3 = arith.constant -0.16472328 : f32
  %c4 = arith.constant 0.1404228 : f32
  %c5 = arith.constant -0.15122175 : f32
  %c6 = arith.constant 0.1382035 : f32
  %half = arith.constant 0.5 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %inf = arith.constant 0x7F800000 : f32
  %minus_one = arith.constant -1.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %minus_inf = arith.constant 0xFF800000 : f32
  // 1 + x = u + rest exactly
  %u = arith.addf %one, %x : f32
  %t = arith.subf %u, %one : f32
  %t_1 = arith.subf %u, %t : f32
  %t_2 = arith.subf %one, %t_1 : f32
  %t_3 = arith.subf %x, %t : f32
  %rest = arith.addf %t_2, %t_3 : f32
  // u = 2^k m, 2/3 <= m < 4/3, and f = m - 1 + rest / 2^k
  %bits = arith.bitcast %u : f32 to i32
  %offset = arith.subi %bits, %bits_of_2_3 : i32
  %k_bits = arith.shrsi %offset, %i23 : i32
  %k_exponent = arith.shli %k_bits, %i23 : i32
  %t_4 = arith.subi %bits, %k_exponent : i32
  %m = arith.bitcast %t_4 : i32 to f32
  %t_5 = arith.subi %bits_of_1, %k_exponent : i32
  %scale = arith.bitcast %t_5 : i32 to f32
  %f = arith.subf %m, %one : f32
  %t_6 = arith.mulf %rest, %scale : f32
  %f_1 = arith.addf %f, %t_6 : f32
  // Beside a large x the rest is lost, and its scale is 0 or worse.
  %is = arith.cmpf ogt, %x, %two_30 : f32
  %f_2 = arith.select %is, %f, %f_1 : f32
  %t_7 = arith.addi %k_bits, %bits_of : i32
  %t_8 = arith.bitcast %t_7 : i32 to f32
  %k = arith.subf %t_8, %c : f32
  // log(1 + f) = f - f^2 / 2 + f^3 p(f)
  %ff = arith.mulf %f_2, %f_2 : f32
  %t_9 = arith.mulf %c6, %f_2 : f32
  %p = arith.addf %t_9, %c5 : f32
  %t_10 = arith.mulf %p, %f_2 : f32
  %p_1 = arith.addf %t_10, %c4 : f32
  %t_11 = arith.mulf %p_1, %f_2 : f32
  %p_2 = arith.addf %t_11, %c3 : f32
  %t_12 = arith.mulf %p_2, %f_2 : f32
  %p_3 = arith.addf %t_12, %c2 : f32
  %t_13 = arith.mulf %p_3, %f_2 : f32
  %p_4 = arith.addf %t_13, %c1 : f32
  %t_14 = arith.mulf %p_4, %f_2 : f32
  %p_5 = arith.addf %t_14, %c0 : f32
  %t_15 = arith.mulf %p_5, %f_2 : f32
  %t_16 = arith.subf %t_15, %half : f32
  %t_17 = arith.mulf %t_16, %ff : f32
  %t_18 = arith.mulf %k, %ln2_lo : f32
  %t_19 = arith.addf %t_17, %t_18 : f32
  %t_20 = arith.addf %f_2, %t_19 : f32
  %t_21 = arith.mulf %k, %ln2_hi : f32
  %y = arith.addf %t_20, %t_21 : f32
  // Where 1 + x is 1 the result is x, with its sign.
  %is_1 = arith.cmpf oeq, %u, %one : f32
  %y_1 = arith.select %is_1, %x, %y : f32
  // log(0) = -inf, log(inf) = inf, NaN for NaN and below 0.
  %is_2 = arith.cmpf olt, %x, %inf : f32
  %y_2 = arith.select %is_2, %y_1, %x : f32
  %is_3 = arith.cmpf olt, %x, %minus_one : f32
  %y_3 = arith.select %is_3, %nan, %y_2 : f32
  %is_4 = arith.cmpf oeq, %x, %minus_one : f32
  %y_4 = arith.select %is_4, %minus_inf, %y_3 : f32
  gate.yield %y_4 : f32
}

gate.function @tanh_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.tanh",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.tanh"} {
  %magnitude_mask = arith.constant 2147483647 : i32
  %sign_mask = arith.constant -2147483648 : i32
  %limit = arith.constant 9.1 : f32
  %magic = arith.constant 12583039.0 : f32
  %two_log2e = arith.constant 2.88539 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %c0 = arith.constant 0.5 : f32
  %c1 = arith.constant 0.16666543 : f32
  %c2 = arith.constant 0.04166628 : f32
  %c3 = arith.constant 0.008366584 : f32
  %c4 = arith.constant 0.001394645 : f32
  %i23 = arith.constant 23 : i32
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %magnitude_mask : i32
  %a = arith.bitcast %t : i32 to f32
  %sign = arith.andi %bits, %sign_mask : i32
  // Beyond this limit the result is 1.
  %is = arith.cmpf ogt, %a, %limit : f32
  %a_1 = arith.select %is, %limit, %a : f32
  // 2 a = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 15 bits.
  %t_1 = arith.mulf %a_1, %two_log2e : f32
  %k_shifted = arith.addf %t_1, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %t_2 = arith.addf %a_1, %a_1 : f32
  %t_3 = arith.mulf %k, %ln2_hi : f32
  %r = arith.subf %t_2, %t_3 : f32
  %t_4 = arith.mulf %k, %ln2_lo : f32
  %r_1 = arith.subf %r, %t_4 : f32
  // e = exp(r) - 1 = r + r^2 p(r)
  %rr = arith.mulf %r_1, %r_1 : f32
  %t_5 = arith.mulf %c4, %r_1 : f32
  %p = arith.addf %t_5, %c3 : f32
  %t_6 = arith.mulf %p, %r_1 : f32
  %p_1 = arith.addf %t_6, %c2 : f32
  %t_7 = arith.mulf %p_1, %r_1 : f32
  %p_2 = arith.addf %t_7, %c1 : f32
  %t_8 = arith.mulf %p_2, %r_1 : f32
  %p_3 = arith.addf %t_8, %c0 : f32
  %t_9 = arith.mulf %rr, %p_3 : f32
  %e = arith.addf %r_1, %t_9 : f32
  // n = exp(2 a) - 1 = 2^k e + (2^k - 1); the bits of k_shifted end in k +
  // 127.
  %bits_1 = arith.bitcast %k_shifted : f32 to i32
  %t_10 = arith.shli %bits_1, %i23 : i32
  %scale = arith.bitcast %t_10 : i32 to f32
  %t_11 = arith.subf %scale, %one : f32
  %t_12 = arith.mulf %scale, %e : f32
  %n = arith.addf %t_12, %t_11 : f32
  %d = arith.addf %n, %two : f32
  %y = arith.divf %n, %d : f32
  %bits_2 = arith.bitcast %y : f32 to i32
  %t_13 = arith.ori %bits_2, %sign : i32
  %y_1 = arith.bitcast %t_13 : i32 to f32
  gate.yield %y_1 : f32
}

gate.function @erf_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.erf",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.erf"} {
  %magnitude_mask = arith.constant 2147483647 : i32
  %sign_mask = arith.constant -2147483648 : i32
  %limit = arith.constant 3.95 : f32
  %h0 = arith.constant 0.12837923 : f32
  %h1 = arith.constant 0.6366194 : f32
  %h2 = arith.constant 0.10277783 : f32
  %h3 = arith.constant -0.019153064 : f32
  %h4 = arith.constant -1.6039416e-04 : f32
  %h5 = arith.constant 0.0016670253 : f32
  %h6 = arith.constant -6.3283555e-04 : f32
  %h7 = arith.constant 1.17640884e-04 : f32
  %h8 = arith.constant -9.2562195e-06 : f32
  %magic = arith.constant 12583039.0 : f32
  %minus_log2e = arith.constant -1.442695 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %c0 = arith.constant -0.5 : f32
  %c1 = arith.constant 0.16666543 : f32
  %c2 = arith.constant -0.04166628 : f32
  %c3 = arith.constant 0.008366584 : f32
  %c4 = arith.constant -0.001394645 : f32
  %i23 = arith.constant 23 : i32
  %one = arith.constant 1.0 : f32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %magnitude_mask : i32
  %a = arith.bitcast %t : i32 to f32
  %sign = arith.andi %bits, %sign_mask : i32
  // Beyond this limit the result is 1.
  %is = arith.cmpf ogt, %a, %limit : f32
  %a_1 = arith.select %is, %limit, %a : f32
  // erf(a) = 1 - exp(-g), g = a + a h(a), h a minimax polynomial
  %t_1 = arith.mulf %h8, %a_1 : f32
  %h = arith.addf %t_1, %h7 : f32
  %t_2 = arith.mulf %h, %a_1 : f32
  %h_1 = arith.addf %t_2, %h6 : f32
  %t_3 = arith.mulf %h_1, %a_1 : f32
  %h_2 = arith.addf %t_3, %h5 : f32
  %t_4 = arith.mulf %h_2, %a_1 : f32
  %h_3 = arith.addf %t_4, %h4 : f32
  %t_5 = arith.mulf %h_3, %a_1 : f32
  %h_4 = arith.addf %t_5, %h3 : f32
  %t_6 = arith.mulf %h_4, %a_1 : f32
  %h_5 = arith.addf %t_6, %h2 : f32
  %t_7 = arith.mulf %h_5, %a_1 : f32
  %h_6 = arith.addf %t_7, %h1 : f32
  %t_8 = arith.mulf %h_6, %a_1 : f32
  %h_7 = arith.addf %t_8, %h0 : f32
  %t_9 = arith.mulf %a_1, %h_7 : f32
  %g = arith.addf %a_1, %t_9 : f32
  // -g = k ln 2 - r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 15 bits.
  %t_10 = arith.mulf %g, %minus_log2e : f32
  %k_shifted = arith.addf %t_10, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %t_11 = arith.mulf %k, %ln2_hi : f32
  %r = arith.addf %g, %t_11 : f32
  %t_12 = arith.mulf %k, %ln2_lo : f32
  %r_1 = arith.addf %r, %t_12 : f32
  // e = 1 - exp(-r) = r + r^2 p(r)
  %rr = arith.mulf %r_1, %r_1 : f32
  %t_13 = arith.mulf %c4, %r_1 : f32
  %p = arith.addf %t_13, %c3 : f32
  %t_14 = arith.mulf %p, %r_1 : f32
  %p_1 = arith.addf %t_14, %c2 : f32
  %t_15 = arith.mulf %p_1, %r_1 : f32
  %p_2 = arith.addf %t_15, %c1 : f32
  %t_16 = arith.mulf %p_2, %r_1 : f32
  %p_3 = arith.addf %t_16, %c0 : f32
  %t_17 = arith.mulf %rr, %p_3 : f32
  %e = arith.addf %r_1, %t_17 : f32
  // 1 - exp(-g) = 2^k e + (1 - 2^k); the bits of k_shifted end in k + 127.
  %bits_1 = arith.bitcast %k_shifted : f32 to i32
  %t_18 = arith.shli %bits_1, %i23 : i32
  %scale = arith.bitcast %t_18 : i32 to f32
  %t_19 = arith.subf %one, %scale : f32
  %t_20 = arith.mulf %scale, %e : f32
  %y = arith.addf %t_20, %t_19 : f32
  %bits_2 = arith.bitcast %y : f32 to i32
  %t_21 = arith.ori %bits_2, %sign : i32
  %y_1 = arith.bitcast %t_21 : i32 to f32
  gate.yield %y_1 : f32
}

gate.function @erfc_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.erfc",
    source = "Remez 1934, minimax rational approximation",
    implements = "math.erfc"} {
  %bits_of = arith.constant 2147483647 : i32
  %highest = arith.constant 10.1 : f32
  %n0 = arith.constant 17.202059 : f32
  %n1 = arith.constant 21.303493 : f32
  %n2 = arith.constant 12.585392 : f32
  %n3 = arith.constant 3.9431746 : f32
  %n4 = arith.constant 0.56419635 : f32
  %d1 = arith.constant 40.713947 : f32
  %d2 = arith.constant 41.323944 : f32
  %d3 = arith.constant 22.799618 : f32
  %d4 = arith.constant 6.989549 : f32
  %bits_of_1 = arith.constant -4096 : i32
  %magic = arith.constant 12582976.0 : f32
  %minus_log2e = arith.constant -1.442695 : f32
  %ln2_hi = arith.constant 0.69314575 : f32
  %ln2_lo = arith.constant 1.4286068e-06 : f32
  %zero = arith.constant 0.0 : f32
  %e0 = arith.constant 0.5 : f32
  %e1 = arith.constant 0.16666518 : f32
  %e2 = arith.constant 0.041666206 : f32
  %e3 = arith.constant 0.00836889 : f32
  %e4 = arith.constant 0.0013950492 : f32
  %i23 = arith.constant 23 : i32
  %two_m64 = arith.constant 5.421011e-20 : f32
  %two = arith.constant 2.0 : f32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %bits_of : i32
  %magnitude = arith.bitcast %t : i32 to f32
  %is = arith.cmpf ogt, %magnitude, %highest : f32
  %a = arith.select %is, %highest, %magnitude : f32
  // erfc(a) = exp(-a^2) n(a) / d(a), a minimax rational, d of leading
  // coefficient 1
  %aa = arith.mulf %a, %a : f32
  %a4 = arith.mulf %aa, %aa : f32
  %t_1 = arith.mulf %n1, %a : f32
  %n = arith.addf %t_1, %n0 : f32
  %t_2 = arith.mulf %n3, %a : f32
  %n_1 = arith.addf %t_2, %n2 : f32
  %t_3 = arith.mulf %n_1, %aa : f32
  %n_2 = arith.addf %t_3, %n : f32
  %t_4 = arith.mulf %n4, %a4 : f32
  %n_3 = arith.addf %t_4, %n_2 : f32
  %t_5 = arith.mulf %d1, %a : f32
  %d = arith.addf %t_5, %n0 : f32
  %t_6 = arith.mulf %d3, %a : f32
  %d_1 = arith.addf %t_6, %d2 : f32
  %t_7 = arith.mulf %d_1, %aa : f32
  %d_2 = arith.addf %t_7, %d : f32
  %d_3 = arith.addf %a, %d4 : f32
  %t_8 = arith.mulf %d_3, %a4 : f32
  %d_4 = arith.addf %t_8, %d_2 : f32
  %ratio = arith.divf %n_3, %d_4 : f32
  // a^2 = square + rest; the square of the upper 12 bits is exact.
  %bits_1 = arith.bitcast %a : f32 to i32
  %t_9 = arith.andi %bits_1, %bits_of_1 : i32
  %upper = arith.bitcast %t_9 : i32 to f32
  %square = arith.mulf %upper, %upper : f32
  %t_10 = arith.subf %a, %upper : f32
  %t_11 = arith.addf %a, %upper : f32
  %rest = arith.mulf %t_10, %t_11 : f32
  // -square = k ln 2 + r, less the rest
  %t_12 = arith.mulf %square, %minus_log2e : f32
  %k_shifted = arith.addf %t_12, %magic : f32
  %k = arith.subf %k_shifted, %magic : f32
  %t_13 = arith.mulf %k, %ln2_hi : f32
  %minus_r = arith.addf %square, %t_13 : f32
  %t_14 = arith.mulf %k, %ln2_lo : f32
  %minus_r_1 = arith.addf %minus_r, %t_14 : f32
  %minus_r_2 = arith.addf %minus_r_1, %rest : f32
  %r = arith.subf %zero, %minus_r_2 : f32
  %rr = arith.mulf %r, %r : f32
  %t_15 = arith.mulf %e4, %r : f32
  %q = arith.addf %t_15, %e3 : f32
  %t_16 = arith.mulf %q, %r : f32
  %q_1 = arith.addf %t_16, %e2 : f32
  %t_17 = arith.mulf %q_1, %r : f32
  %q_2 = arith.addf %t_17, %e1 : f32
  %t_18 = arith.mulf %q_2, %r : f32
  %q_3 = arith.addf %t_18, %e0 : f32
  %t_19 = arith.mulf %rr, %q_3 : f32
  %t_20 = arith.addf %r, %t_19 : f32
  %t_21 = arith.mulf %ratio, %t_20 : f32
  %e = arith.addf %ratio, %t_21 : f32
  // The bits of k_shifted end in k + 64, which keeps the exponent normal
  // where the result is not.
  %bits_2 = arith.bitcast %k_shifted : f32 to i32
  %t_22 = arith.shli %bits_2, %i23 : i32
  %bits_3 = arith.bitcast %e : f32 to i32
  %t_23 = arith.addi %bits_3, %t_22 : i32
  %scaled = arith.bitcast %t_23 : i32 to f32
  %y = arith.mulf %scaled, %two_m64 : f32
  %is_1 = arith.cmpf olt, %x, %zero : f32
  %t_24 = arith.subf %two, %y : f32
  %y_1 = arith.select %is_1, %t_24, %y : f32
  gate.yield %y_1 : f32
}

gate.function @sin_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.sin",
    source = "Payne and Hanek 1983, ACM SIGNUM Newsletter 18",
    implements = "math.sin"} {
  %magnitude_mask = arith.constant 2147483647 : i32
  %magic = arith.constant 12582912.0 : f32
  %limit = arith.constant 8192.0 : f32
  %turns_0 = arith.constant 0.15915493667125702 : f64
  %turns_1 = arith.constant 6.4206382432985265e-09 : f64
  %turns_2 = arith.constant 7.342738037334397e-17 : f64
  %turns_3 = arith.constant 8.135948500433114e-24 : f64
  %turns_4 = arith.constant 3.0224034272071343e-30 : f64
  %turns_5 = arith.constant 1.4168891989350178e-37 : f64
  %turns_6 = arith.constant 6.551007778024304e-45 : f64
  %turns_7 = arith.constant 1.763489420220157e-52 : f64
  %four = arith.constant 4.0 : f64
  %pio2 = arith.constant 1.5707963267948966 : f64
  %two_over_pi = arith.constant 0.63661975 : f32
  %pio2_0 = arith.constant 1.5703125 : f32
  %pio2_1 = arith.constant 4.837513e-04 : f32
  %pio2_2 = arith.constant 7.5495336e-08 : f32
  %pio2_3 = arith.constant 2.563344e-12 : f32
  %s0 = arith.constant -0.16666655 : f32
  %s1 = arith.constant 0.008332177 : f32
  %s2 = arith.constant -1.9517138e-04 : f32
  %c0 = arith.constant 0.041666646 : f32
  %c1 = arith.constant -0.0013887314 : f32
  %c2 = arith.constant 2.4432971e-05 : f32
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %i30 = arith.constant 30 : i32
  %bits_of = arith.constant -2147483648 : i32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %magnitude_mask : i32
  %a = arith.bitcast %t : i32 to f32
  %is_large = arith.cmpf ogt, %a, %limit : f32
  // |x| = k pi/2 + r, |r| <= pi/4
  %r, %k_shifted = scf.if %is_large -> (f32, f32) {
    // a / (2 pi) in parts of 24 bits, so that the products are exact; what is
    // whole in them is dropped.
    %wide = arith.extf %a : f32 to f64
    %t_1 = arith.mulf %wide, %turns_0 : f64
    %nearest = math.roundeven %t_1 : f64
    %part = arith.subf %t_1, %nearest : f64
    %t_2 = arith.mulf %wide, %turns_1 : f64
    %nearest_1 = math.roundeven %t_2 : f64
    %part_1 = arith.subf %t_2, %nearest_1 : f64
    %sum = arith.addf %part, %part_1 : f64
    %nearest_2 = math.roundeven %sum : f64
    %sum_1 = arith.subf %sum, %nearest_2 : f64
    %t_3 = arith.mulf %wide, %turns_2 : f64
    %nearest_3 = math.roundeven %t_3 : f64
    %part_2 = arith.subf %t_3, %nearest_3 : f64
    %sum_2 = arith.addf %sum_1, %part_2 : f64
    %nearest_4 = math.roundeven %sum_2 : f64
    %sum_3 = arith.subf %sum_2, %nearest_4 : f64
    %t_4 = arith.mulf %wide, %turns_3 : f64
    %nearest_5 = math.roundeven %t_4 : f64
    %part_3 = arith.subf %t_4, %nearest_5 : f64
    %sum_4 = arith.addf %sum_3, %part_3 : f64
    %nearest_6 = math.roundeven %sum_4 : f64
    %sum_5 = arith.subf %sum_4, %nearest_6 : f64
    %t_5 = arith.mulf %wide, %turns_4 : f64
    %nearest_7 = math.roundeven %t_5 : f64
    %part_4 = arith.subf %t_5, %nearest_7 : f64
    %sum_6 = arith.addf %sum_5, %part_4 : f64
    %nearest_8 = math.roundeven %sum_6 : f64
    %sum_7 = arith.subf %sum_6, %nearest_8 : f64
    %t_6 = arith.mulf %wide, %turns_5 : f64
    %nearest_9 = math.roundeven %t_6 : f64
    %part_5 = arith.subf %t_6, %nearest_9 : f64
    %sum_8 = arith.addf %sum_7, %part_5 : f64
    %nearest_10 = math.roundeven %sum_8 : f64
    %sum_9 = arith.subf %sum_8, %nearest_10 : f64
    %t_7 = arith.mulf %wide, %turns_6 : f64
    %nearest_11 = math.roundeven %t_7 : f64
    %part_6 = arith.subf %t_7, %nearest_11 : f64
    %sum_10 = arith.addf %sum_9, %part_6 : f64
    %nearest_12 = math.roundeven %sum_10 : f64
    %sum_11 = arith.subf %sum_10, %nearest_12 : f64
    %t_8 = arith.mulf %wide, %turns_7 : f64
    %nearest_13 = math.roundeven %t_8 : f64
    %part_7 = arith.subf %t_8, %nearest_13 : f64
    %sum_12 = arith.addf %sum_11, %part_7 : f64
    %nearest_14 = math.roundeven %sum_12 : f64
    %sum_13 = arith.subf %sum_12, %nearest_14 : f64
    %quarters = arith.mulf %sum_13, %four : f64
    %nearest_15 = math.roundeven %quarters : f64
    %t_9 = arith.subf %quarters, %nearest_15 : f64
    %t_10 = arith.mulf %t_9, %pio2 : f64
    %t_11 = arith.truncf %t_10 : f64 to f32
    %t_12 = arith.truncf %nearest_15 : f64 to f32
    %t_13 = arith.addf %t_12, %magic : f32
    scf.yield %t_11, %t_13 : f32, f32
  } else {
    // pi/2 is a sum of three parts of 11 bits and a rest, k has 13 bits: the
    // products with the parts are exact.
    %t_14 = arith.mulf %a, %two_over_pi : f32
    %t_15 = arith.addf %t_14, %magic : f32
    %t_16 = arith.subf %t_15, %magic : f32
    %t_17 = arith.mulf %t_16, %pio2_0 : f32
    %t_18 = arith.subf %a, %t_17 : f32
    %t_19 = arith.mulf %t_16, %pio2_1 : f32
    %t_20 = arith.subf %t_18, %t_19 : f32
    %t_21 = arith.mulf %t_16, %pio2_2 : f32
    %t_22 = arith.subf %t_20, %t_21 : f32
    %t_23 = arith.mulf %t_16, %pio2_3 : f32
    %t_24 = arith.subf %t_22, %t_23 : f32
    scf.yield %t_24, %t_15 : f32, f32
  }
  %quadrant = arith.bitcast %k_shifted : f32 to i32
  %v = arith.mulf %r, %r : f32
  // sin(r) = r + r^3 s(r^2), cos(r) = 1 - r^2 / 2 + r^4 c(r^2)
  %t_25 = arith.mulf %s2, %v : f32
  %t_26 = arith.addf %t_25, %s1 : f32
  %t_27 = arith.mulf %t_26, %v : f32
  %t_28 = arith.addf %t_27, %s0 : f32
  %t_29 = arith.mulf %t_28, %v : f32
  %t_30 = arith.mulf %t_29, %r : f32
  %sine = arith.addf %r, %t_30 : f32
  %t_31 = arith.mulf %c2, %v : f32
  %t_32 = arith.addf %t_31, %c1 : f32
  %t_33 = arith.mulf %t_32, %v : f32
  %t_34 = arith.addf %t_33, %c0 : f32
  %t_35 = arith.mulf %t_34, %v : f32
  %t_36 = arith.subf %t_35, %half : f32
  %t_37 = arith.mulf %t_36, %v : f32
  %cosine = arith.addf %one, %t_37 : f32
  // The quadrant's lower bit chooses, its upper one is the sign.
  %t_38 = arith.andi %quadrant, %i1 : i32
  %is_odd = arith.cmpi eq, %t_38, %i1 : i32
  %y = arith.select %is_odd, %cosine, %sine : f32
  %t_39 = arith.andi %quadrant, %i2 : i32
  %sign = arith.shli %t_39, %i30 : i32
  %bits_1 = arith.bitcast %y : f32 to i32
  %t_40 = arith.xori %bits_1, %sign : i32
  %bits_2 = arith.bitcast %x : f32 to i32
  %t_41 = arith.andi %bits_2, %bits_of : i32
  %t_42 = arith.xori %t_40, %t_41 : i32
  %y_1 = arith.bitcast %t_42 : i32 to f32
  gate.yield %y_1 : f32
}

gate.function @cos_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.cos",
    source = "Payne and Hanek 1983, ACM SIGNUM Newsletter 18",
    implements = "math.cos"} {
  %magnitude_mask = arith.constant 2147483647 : i32
  %magic = arith.constant 12582912.0 : f32
  %limit = arith.constant 8192.0 : f32
  %turns_0 = arith.constant 0.15915493667125702 : f64
  %turns_1 = arith.constant 6.4206382432985265e-09 : f64
  %turns_2 = arith.constant 7.342738037334397e-17 : f64
  %turns_3 = arith.constant 8.135948500433114e-24 : f64
  %turns_4 = arith.constant 3.0224034272071343e-30 : f64
  %turns_5 = arith.constant 1.4168891989350178e-37 : f64
  %turns_6 = arith.constant 6.551007778024304e-45 : f64
  %turns_7 = arith.constant 1.763489420220157e-52 : f64
  %four = arith.constant 4.0 : f64
  %pio2 = arith.constant 1.5707963267948966 : f64
  %two_over_pi = arith.constant 0.63661975 : f32
  %pio2_0 = arith.constant 1.5703125 : f32
  %pio2_1 = arith.constant 4.837513e-04 : f32
  %pio2_2 = arith.constant 7.5495336e-08 : f32
  %pio2_3 = arith.constant 2.563344e-12 : f32
  %s0 = arith.constant -0.16666655 : f32
  %s1 = arith.constant 0.008332177 : f32
  %s2 = arith.constant -1.9517138e-04 : f32
  %c0 = arith.constant 0.041666646 : f32
  %c1 = arith.constant -0.0013887314 : f32
  %c2 = arith.constant 2.4432971e-05 : f32
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %i30 = arith.constant 30 : i32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %magnitude_mask : i32
  %a = arith.bitcast %t : i32 to f32
  %is_large = arith.cmpf ogt, %a, %limit : f32
  // |x| = k pi/2 + r, |r| <= pi/4
  %r, %k_shifted = scf.if %is_large -> (f32, f32) {
    // a / (2 pi) in parts of 24 bits, so that the products are exact; what is
    // whole in them is dropped.
    %wide = arith.extf %a : f32 to f64
    %t_1 = arith.mulf %wide, %turns_0 : f64
    %nearest = math.roundeven %t_1 : f64
    %part = arith.subf %t_1, %nearest : f64
    %t_2 = arith.mulf %wide, %turns_1 : f64
    %nearest_1 = math.roundeven %t_2 : f64
    %part_1 = arith.subf %t_2, %nearest_1 : f64
    %sum = arith.addf %part, %part_1 : f64
    %nearest_2 = math.roundeven %sum : f64
    %sum_1 = arith.subf %sum, %nearest_2 : f64
    %t_3 = arith.mulf %wide, %turns_2 : f64
    %nearest_3 = math.roundeven %t_3 : f64
    %part_2 = arith.subf %t_3, %nearest_3 : f64
    %sum_2 = arith.addf %sum_1, %part_2 : f64
    %nearest_4 = math.roundeven %sum_2 : f64
    %sum_3 = arith.subf %sum_2, %nearest_4 : f64
    %t_4 = arith.mulf %wide, %turns_3 : f64
    %nearest_5 = math.roundeven %t_4 : f64
    %part_3 = arith.subf %t_4, %nearest_5 : f64
    %sum_4 = arith.addf %sum_3, %part_3 : f64
    %nearest_6 = math.roundeven %sum_4 : f64
    %sum_5 = arith.subf %sum_4, %nearest_6 : f64
    %t_5 = arith.mulf %wide, %turns_4 : f64
    %nearest_7 = math.roundeven %t_5 : f64
    %part_4 = arith.subf %t_5, %nearest_7 : f64
    %sum_6 = arith.addf %sum_5, %part_4 : f64
    %nearest_8 = math.roundeven %sum_6 : f64
    %sum_7 = arith.subf %sum_6, %nearest_8 : f64
    %t_6 = arith.mulf %wide, %turns_5 : f64
    %nearest_9 = math.roundeven %t_6 : f64
    %part_5 = arith.subf %t_6, %nearest_9 : f64
    %sum_8 = arith.addf %sum_7, %part_5 : f64
    %nearest_10 = math.roundeven %sum_8 : f64
    %sum_9 = arith.subf %sum_8, %nearest_10 : f64
    %t_7 = arith.mulf %wide, %turns_6 : f64
    %nearest_11 = math.roundeven %t_7 : f64
    %part_6 = arith.subf %t_7, %nearest_11 : f64
    %sum_10 = arith.addf %sum_9, %part_6 : f64
    %nearest_12 = math.roundeven %sum_10 : f64
    %sum_11 = arith.subf %sum_10, %nearest_12 : f64
    %t_8 = arith.mulf %wide, %turns_7 : f64
    %nearest_13 = math.roundeven %t_8 : f64
    %part_7 = arith.subf %t_8, %nearest_13 : f64
    %sum_12 = arith.addf %sum_11, %part_7 : f64
    %nearest_14 = math.roundeven %sum_12 : f64
    %sum_13 = arith.subf %sum_12, %nearest_14 : f64
    %quarters = arith.mulf %sum_13, %four : f64
    %nearest_15 = math.roundeven %quarters : f64
    %t_9 = arith.subf %quarters, %nearest_15 : f64
    %t_10 = arith.mulf %t_9, %pio2 : f64
    %t_11 = arith.truncf %t_10 : f64 to f32
    %t_12 = arith.truncf %nearest_15 : f64 to f32
    %t_13 = arith.addf %t_12, %magic : f32
    scf.yield %t_11, %t_13 : f32, f32
  } else {
    // pi/2 is a sum of three parts of 11 bits and a rest, k has 13 bits: the
    // products with the parts are exact.
    %t_14 = arith.mulf %a, %two_over_pi : f32
    %t_15 = arith.addf %t_14, %magic : f32
    %t_16 = arith.subf %t_15, %magic : f32
    %t_17 = arith.mulf %t_16, %pio2_0 : f32
    %t_18 = arith.subf %a, %t_17 : f32
    %t_19 = arith.mulf %t_16, %pio2_1 : f32
    %t_20 = arith.subf %t_18, %t_19 : f32
    %t_21 = arith.mulf %t_16, %pio2_2 : f32
    %t_22 = arith.subf %t_20, %t_21 : f32
    %t_23 = arith.mulf %t_16, %pio2_3 : f32
    %t_24 = arith.subf %t_22, %t_23 : f32
    scf.yield %t_24, %t_15 : f32, f32
  }
  %quadrant = arith.bitcast %k_shifted : f32 to i32
  %v = arith.mulf %r, %r : f32
  // sin(r) = r + r^3 s(r^2), cos(r) = 1 - r^2 / 2 + r^4 c(r^2)
  %t_25 = arith.mulf %s2, %v : f32
  %t_26 = arith.addf %t_25, %s1 : f32
  %t_27 = arith.mulf %t_26, %v : f32
  %t_28 = arith.addf %t_27, %s0 : f32
  %t_29 = arith.mulf %t_28, %v : f32
  %t_30 = arith.mulf %t_29, %r : f32
  %sine = arith.addf %r, %t_30 : f32
  %t_31 = arith.mulf %c2, %v : f32
  %t_32 = arith.addf %t_31, %c1 : f32
  %t_33 = arith.mulf %t_32, %v : f32
  %t_34 = arith.addf %t_33, %c0 : f32
  %t_35 = arith.mulf %t_34, %v : f32
  %t_36 = arith.subf %t_35, %half : f32
  %t_37 = arith.mulf %t_36, %v : f32
  %cosine = arith.addf %one, %t_37 : f32
  // The quadrant's lower bit chooses, its upper one is the sign.
  %quadrant_1 = arith.addi %quadrant, %i1 : i32
  %t_38 = arith.andi %quadrant_1, %i1 : i32
  %is_odd = arith.cmpi eq, %t_38, %i1 : i32
  %y = arith.select %is_odd, %cosine, %sine : f32
  %t_39 = arith.andi %quadrant_1, %i2 : i32
  %sign = arith.shli %t_39, %i30 : i32
  %bits_1 = arith.bitcast %y : f32 to i32
  %t_40 = arith.xori %bits_1, %sign : i32
  %y_1 = arith.bitcast %t_40 : i32 to f32
  gate.yield %y_1 : f32
}

gate.function @atan_f32(%x: f32) -> f32 attributes {
    summary = "f32 approximation of math.atan",
    source = "Abramowitz and Stegun 1964, 4.4.34; Remez 1934",
    implements = "math.atan"} {
  %bits_of = arith.constant 2147483647 : i32
  %bits_of_1 = arith.constant -2147483648 : i32
  %one = arith.constant 1.0 : f32
  %minus_one = arith.constant -1.0 : f32
  %pi_2 = arith.constant 1.5707964 : f32
  %zero = arith.constant 0.0 : f32
  %pi_2_low = arith.constant -4.371139e-08 : f32
  %c0 = arith.constant -0.333333 : f32
  %c1 = arith.constant 0.19998549 : f32
  %c2 = arith.constant -0.14264242 : f32
  %c3 = arith.constant 0.10952189 : f32
  %c4 = arith.constant -0.084034584 : f32
  %c5 = arith.constant 0.05795772 : f32
  %c6 = arith.constant -0.031177966 : f32
  %c7 = arith.constant 0.010914667 : f32
  %c8 = arith.constant -0.0017936348 : f32
  %bits = arith.bitcast %x : f32 to i32
  %t = arith.andi %bits, %bits_of : i32
  %a = arith.bitcast %t : i32 to f32
  %sign = arith.andi %bits, %bits_of_1 : i32
  // atan(a) = base + atan(n / d), |n / d| <= 1: base 0 and a / 1, base pi/2
  // and -1 / a.
  %high = arith.cmpf ogt, %a, %one : f32
  %n = arith.select %high, %minus_one, %a : f32
  %d = arith.select %high, %a, %one : f32
  %base = arith.select %high, %pi_2, %zero : f32
  %low = arith.select %high, %pi_2_low, %zero : f32
  %z = arith.divf %n, %d : f32
  %v = arith.mulf %z, %z : f32
  // atan(z) = z + z^3 p(z^2)
  %t_1 = arith.mulf %c8, %v : f32
  %p = arith.addf %t_1, %c7 : f32
  %t_2 = arith.mulf %p, %v : f32
  %p_1 = arith.addf %t_2, %c6 : f32
  %t_3 = arith.mulf %p_1, %v : f32
  %p_2 = arith.addf %t_3, %c5 : f32
  %t_4 = arith.mulf %p_2, %v : f32
  %p_3 = arith.addf %t_4, %c4 : f32
  %t_5 = arith.mulf %p_3, %v : f32
  %p_4 = arith.addf %t_5, %c3 : f32
  %t_6 = arith.mulf %p_4, %v : f32
  %p_5 = arith.addf %t_6, %c2 : f32
  %t_7 = arith.mulf %p_5, %v : f32
  %p_6 = arith.addf %t_7, %c1 : f32
  %t_8 = arith.mulf %p_6, %v : f32
  %p_7 = arith.addf %t_8, %c0 : f32
  %t_9 = arith.mulf %p_7, %v : f32
  %t_10 = arith.mulf %t_9, %z : f32
  %t_11 = arith.addf %t_10, %low : f32
  %t_12 = arith.addf %z, %t_11 : f32
  %y = arith.addf %base, %t_12 : f32
  %bits_1 = arith.bitcast %y : f32 to i32
  %t_13 = arith.ori %bits_1, %sign : i32
  %y_1 = arith.bitcast %t_13 : i32 to f32
  gate.yield %y_1 : f32
}
