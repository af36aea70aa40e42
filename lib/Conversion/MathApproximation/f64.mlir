//===- f64.mlir - f64 approximations of the math dialect ------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each function stands for an operation of the math dialect at f64. The bodies
// use arith operations only and have no branches, so they mean the same on
// vectors, and need neither integer conversions nor arithmetic shifts of i64,
// which AVX2 has not. They rely on IEEE rounding: no fastmath flag but
// `contract` may be put on them.
//
// The polynomials interpolate at Chebyshev nodes; coefficients were computed
// with 60 digits and rounded to nearest. Largest error found, in units in the
// last place, over some 10 million arguments per function (uniform in the domain,
// uniform in the exponent, and random bit patterns) against 113-bit references,
// without and with contraction to fused multiply-adds:
//
//   exp  exp2  expm1  log   log2  log1p  tanh  erf   erfc  sin   cos   atan
//   0.96 1.12  1.93   0.94  1.70  0.95   2.49  1.6   4.0   0.80  0.80  1.86
//   0.98 0.95  1.80   0.94  1.65  0.88   2.57  1.5   3.5   0.79  0.79  1.86
//
// NaN gives NaN, infinities give the limits, -0 is kept by odd functions,
// subnormal arguments and results are right (not flushed).
//
//===----------------------------------------------------------------------===//

gate.function @exp_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.exp",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.exp"} {
  %lowest = arith.constant -746.0 : f64
  %highest = arith.constant 710.0 : f64
  %log2e = arith.constant 1.4426950408889634 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %c10 = arith.constant 2.0914680780540263e-09 : f64
  %c9 = arith.constant 2.5105208339987698e-08 : f64
  %c8 = arith.constant 2.7557273657975953e-07 : f64
  %c7 = arith.constant 2.7557255421023506e-06 : f64
  %c6 = arith.constant 2.4801587325536023e-05 : f64
  %c5 = arith.constant 0.00019841269874804214 : f64
  %c4 = arith.constant 0.0013888888888883752 : f64
  %c3 = arith.constant 0.00833333333332614 : f64
  %c2 = arith.constant 0.04166666666666667 : f64
  %c1 = arith.constant 0.1666666666666667 : f64
  %c0 = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  // Beyond these bounds the result is inf or 0 all the same.
  %is = arith.cmpf olt, %x, %lowest : f64
  %x_clamped = arith.select %is, %lowest, %x : f64
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f64
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f64
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 41 bits.
  %t = arith.mulf %x_clamped_1, %log2e : f64
  %k_shifted = arith.addf %t, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_1 = arith.mulf %k, %ln2_hi : f64
  %r = arith.subf %x_clamped_1, %t_1 : f64
  %t_2 = arith.mulf %k, %ln2_lo : f64
  %r_1 = arith.subf %r, %t_2 : f64
  // exp(r) = 1 + (r + r^2 p(r))
  %p = arith.mulf %c10, %r_1 : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r_1 : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r_1 : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r_1 : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r_1 : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r_1 : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r_1 : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r_1 : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r_1 : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r_1 : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %rr = arith.mulf %r_1, %r_1 : f64
  %t_3 = arith.mulf %rr, %p_19 : f64
  %t_4 = arith.addf %r_1, %t_3 : f64
  %e = arith.addf %one, %t_4 : f64
  // 2^k in two factors, so that subnormal results and k = 1024 are right.
  %t_5 = arith.mulf %k, %c0 : f64
  %k1_shifted = arith.addf %t_5, %magic : f64
  %k1 = arith.subf %k1_shifted, %magic : f64
  %t_6 = arith.subf %k, %k1 : f64
  %k2_shifted = arith.addf %t_6, %magic : f64
  %k2 = arith.subf %k2_shifted, %magic : f64
  %bits = arith.bitcast %k1_shifted : f64 to i64
  %i = arith.shli %bits, %c52 : i64
  %i_1 = arith.addi %i, %one_bits : i64
  %scale1 = arith.bitcast %i_1 : i64 to f64
  %bits_1 = arith.bitcast %k2_shifted : f64 to i64
  %i_2 = arith.shli %bits_1, %c52 : i64
  %i_3 = arith.addi %i_2, %one_bits : i64
  %scale2 = arith.bitcast %i_3 : i64 to f64
  %t_7 = arith.mulf %e, %scale1 : f64
  %y = arith.mulf %t_7, %scale2 : f64
  gate.yield %y : f64
}

gate.function @exp2_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.exp2",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.exp2"} {
  %lowest = arith.constant -1076.0 : f64
  %highest = arith.constant 1024.0 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %c10 = arith.constant 2.572508057683636e-11 : f64
  %c9 = arith.constant 4.4549605981865186e-10 : f64
  %c8 = arith.constant 7.054899956372649e-09 : f64
  %c7 = arith.constant 1.0178062445845774e-07 : f64
  %c6 = arith.constant 1.3215486802903931e-06 : f64
  %c5 = arith.constant 1.525273382983612e-05 : f64
  %c4 = arith.constant 0.00015403530393375914 : f64
  %c3 = arith.constant 0.0013333558146416936 : f64
  %c2 = arith.constant 0.009618129107628479 : f64
  %c1 = arith.constant 0.0555041086648216 : f64
  %c0 = arith.constant 0.24022650695910072 : f64
  %ln2 = arith.constant 0.6931471805599453 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  // Beyond these bounds the result is inf or 0 all the same.
  %is = arith.cmpf olt, %x, %lowest : f64
  %x_clamped = arith.select %is, %lowest, %x : f64
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f64
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f64
  // x = k + r, |r| <= 1/2, exactly.
  %k_shifted = arith.addf %x_clamped_1, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %r = arith.subf %x_clamped_1, %k : f64
  // 2^r = 1 + (r ln 2 + r^2 p(r))
  %p = arith.mulf %c10, %r : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %t = arith.mulf %r, %ln2 : f64
  %rr = arith.mulf %r, %r : f64
  %t_1 = arith.mulf %rr, %p_19 : f64
  %t_2 = arith.addf %t, %t_1 : f64
  %e = arith.addf %one, %t_2 : f64
  %t_3 = arith.mulf %k, %half : f64
  %k1_shifted = arith.addf %t_3, %magic : f64
  %k1 = arith.subf %k1_shifted, %magic : f64
  %t_4 = arith.subf %k, %k1 : f64
  %k2_shifted = arith.addf %t_4, %magic : f64
  %k2 = arith.subf %k2_shifted, %magic : f64
  %bits = arith.bitcast %k1_shifted : f64 to i64
  %i = arith.shli %bits, %c52 : i64
  %i_1 = arith.addi %i, %one_bits : i64
  %scale1 = arith.bitcast %i_1 : i64 to f64
  %bits_1 = arith.bitcast %k2_shifted : f64 to i64
  %i_2 = arith.shli %bits_1, %c52 : i64
  %i_3 = arith.addi %i_2, %one_bits : i64
  %scale2 = arith.bitcast %i_3 : i64 to f64
  %t_5 = arith.mulf %e, %scale1 : f64
  %y = arith.mulf %t_5, %scale2 : f64
  gate.yield %y : f64
}

gate.function @expm1_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.expm1",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.expm1"} {
  %lowest = arith.constant -40.0 : f64
  %highest = arith.constant 710.0 : f64
  %log2e = arith.constant 1.4426950408889634 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %c10 = arith.constant 2.0914680780540263e-09 : f64
  %c9 = arith.constant 2.5105208339987698e-08 : f64
  %c8 = arith.constant 2.7557273657975953e-07 : f64
  %c7 = arith.constant 2.7557255421023506e-06 : f64
  %c6 = arith.constant 2.4801587325536023e-05 : f64
  %c5 = arith.constant 0.00019841269874804214 : f64
  %c4 = arith.constant 0.0013888888888883752 : f64
  %c3 = arith.constant 0.00833333333332614 : f64
  %c2 = arith.constant 0.04166666666666667 : f64
  %c1 = arith.constant 0.1666666666666667 : f64
  %c0 = arith.constant 0.5 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  // Below -40 the result is -1; above 710 it is inf.
  %is = arith.cmpf olt, %x, %lowest : f64
  %x_clamped = arith.select %is, %lowest, %x : f64
  %is_1 = arith.cmpf ogt, %x_clamped, %highest : f64
  %x_clamped_1 = arith.select %is_1, %highest, %x_clamped : f64
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 41 bits.
  %t = arith.mulf %x_clamped_1, %log2e : f64
  %k_shifted = arith.addf %t, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_1 = arith.mulf %k, %ln2_hi : f64
  %r = arith.subf %x_clamped_1, %t_1 : f64
  %t_2 = arith.mulf %k, %ln2_lo : f64
  %r_1 = arith.subf %r, %t_2 : f64
  // expm1(r) = r + r^2 p(r), expm1(x) = 2^k (expm1(r) + (1 - 2^-k)).
  %p = arith.mulf %c10, %r_1 : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r_1 : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r_1 : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r_1 : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r_1 : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r_1 : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r_1 : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r_1 : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r_1 : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r_1 : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %rr = arith.mulf %r_1, %r_1 : f64
  %t_3 = arith.mulf %rr, %p_19 : f64
  %em = arith.addf %r_1, %t_3 : f64
  %t_4 = arith.mulf %k, %c0 : f64
  %k1_shifted = arith.addf %t_4, %magic : f64
  %k1 = arith.subf %k1_shifted, %magic : f64
  %t_5 = arith.subf %k, %k1 : f64
  %k2_shifted = arith.addf %t_5, %magic : f64
  %k2 = arith.subf %k2_shifted, %magic : f64
  %bits = arith.bitcast %k1_shifted : f64 to i64
  %i = arith.shli %bits, %c52 : i64
  %i_1 = arith.addi %i, %one_bits : i64
  %scale1 = arith.bitcast %i_1 : i64 to f64
  %bits_1 = arith.bitcast %k2_shifted : f64 to i64
  %i_2 = arith.shli %bits_1, %c52 : i64
  %i_3 = arith.addi %i_2, %one_bits : i64
  %scale2 = arith.bitcast %i_3 : i64 to f64
  %bits_2 = arith.bitcast %k1_shifted : f64 to i64
  %i_4 = arith.shli %bits_2, %c52 : i64
  %i_5 = arith.subi %one_bits, %i_4 : i64
  %inverse = arith.bitcast %i_5 : i64 to f64
  %bits_3 = arith.bitcast %k2_shifted : f64 to i64
  %i_6 = arith.shli %bits_3, %c52 : i64
  %i_7 = arith.subi %one_bits, %i_6 : i64
  %inverse_1 = arith.bitcast %i_7 : i64 to f64
  %inverse_2 = arith.mulf %inverse, %inverse_1 : f64
  %t_6 = arith.subf %one, %inverse_2 : f64
  %m = arith.addf %em, %t_6 : f64
  %t_7 = arith.mulf %m, %scale1 : f64
  %y = arith.mulf %t_7, %scale2 : f64
  // -0 is kept.
  %is_2 = arith.cmpf oeq, %x, %zero : f64
  %y_1 = arith.select %is_2, %x, %y : f64
  gate.yield %y_1 : f64
}

gate.function @log_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.log",
    source = "Abramowitz and Stegun 1964, 4.1.27",
    implements = "math.log"} {
  %min_normal = arith.constant 2.2250738585072014e-308 : f64
  %two54 = arith.constant 1.8014398509481984e+16 : f64
  %offset = arith.constant 2638147582215219 : i64
  %c52 = arith.constant 52 : i64
  %two52 = arith.constant 4841369599423283200 : i64
  %bias = arith.constant 4503599627371519.0 : f64
  %fraction = arith.constant 4503599627370495 : i64
  %sqrt_half = arith.constant 4604544271217802189 : i64
  %one = arith.constant 1.0 : f64
  %c54 = arith.constant 54.0 : f64
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %c7 = arith.constant 0.13086767009948175 : f64
  %c6 = arith.constant 0.13268759668560612 : f64
  %c5 = arith.constant 0.15386240205813478 : f64
  %c4 = arith.constant 0.18181795630884753 : f64
  %c3 = arith.constant 0.2222222239180047 : f64
  %c2 = arith.constant 0.2857142857080323 : f64
  %c1 = arith.constant 0.4000000000000088 : f64
  %c0 = arith.constant 0.6666666666666666 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  // Subnormal numbers are scaled up by 2^54.
  %tiny = arith.cmpf olt, %x, %min_normal : f64
  %t = arith.mulf %x, %two54 : f64
  %u = arith.select %tiny, %t, %x : f64
  // 2^e m with m in [sqrt(1/2), sqrt(2)): the bits of u are moved so that
  // the exponent field counts from sqrt(1/2). The field becomes a float
  // through the low bits of 2^52.
  %bits = arith.bitcast %u : f64 to i64
  %moved = arith.addi %bits, %offset : i64
  %field = arith.shrui %moved, %c52 : i64
  %i = arith.ori %field, %two52 : i64
  %f = arith.bitcast %i : i64 to f64
  %e = arith.subf %f, %bias : f64
  %i_1 = arith.andi %moved, %fraction : i64
  %i_2 = arith.addi %i_1, %sqrt_half : i64
  %m = arith.bitcast %i_2 : i64 to f64
  %f_1 = arith.subf %m, %one : f64
  %t_1 = arith.select %tiny, %c54, %zero : f64
  %e_1 = arith.subf %e, %t_1 : f64
  // With s = f / (2 + f): log(1 + f) = 2 s + s R(s^2) = f - s (f - R), since
  // 2 s = f - s f; R = v q(v), v = s^2.
  %t_2 = arith.addf %f_1, %two : f64
  %s = arith.divf %f_1, %t_2 : f64
  %v = arith.mulf %s, %s : f64
  %q = arith.mulf %c7, %v : f64
  %q_1 = arith.addf %q, %c6 : f64
  %q_2 = arith.mulf %q_1, %v : f64
  %q_3 = arith.addf %q_2, %c5 : f64
  %q_4 = arith.mulf %q_3, %v : f64
  %q_5 = arith.addf %q_4, %c4 : f64
  %q_6 = arith.mulf %q_5, %v : f64
  %q_7 = arith.addf %q_6, %c3 : f64
  %q_8 = arith.mulf %q_7, %v : f64
  %q_9 = arith.addf %q_8, %c2 : f64
  %q_10 = arith.mulf %q_9, %v : f64
  %q_11 = arith.addf %q_10, %c1 : f64
  %q_12 = arith.mulf %q_11, %v : f64
  %q_13 = arith.addf %q_12, %c0 : f64
  %R = arith.mulf %v, %q_13 : f64
  %t_3 = arith.subf %f_1, %R : f64
  %g = arith.mulf %s, %t_3 : f64
  %t_4 = arith.mulf %e_1, %ln2_lo : f64
  %t_5 = arith.subf %g, %t_4 : f64
  %t_6 = arith.subf %f_1, %t_5 : f64
  %t_7 = arith.mulf %e_1, %ln2_hi : f64
  %y = arith.addf %t_7, %t_6 : f64
  // 0 gives -inf, negative numbers NaN, inf and NaN themselves.
  %is = arith.cmpf ult, %x, %inf : f64
  %y_1 = arith.select %is, %y, %x : f64
  %is_1 = arith.cmpf oeq, %x, %zero : f64
  %y_2 = arith.select %is_1, %minus_inf, %y_1 : f64
  %is_2 = arith.cmpf ult, %x, %zero : f64
  %y_3 = arith.select %is_2, %nan, %y_2 : f64
  gate.yield %y_3 : f64
}

gate.function @log2_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.log2",
    source = "Abramowitz and Stegun 1964, 4.1.27",
    implements = "math.log2"} {
  %min_normal = arith.constant 2.2250738585072014e-308 : f64
  %two54 = arith.constant 1.8014398509481984e+16 : f64
  %offset = arith.constant 2638147582215219 : i64
  %c52 = arith.constant 52 : i64
  %two52 = arith.constant 4841369599423283200 : i64
  %bias = arith.constant 4503599627371519.0 : f64
  %fraction = arith.constant 4503599627370495 : i64
  %sqrt_half = arith.constant 4604544271217802189 : i64
  %one = arith.constant 1.0 : f64
  %c54 = arith.constant 54.0 : f64
  %zero = arith.constant 0.0 : f64
  %two = arith.constant 2.0 : f64
  %c7 = arith.constant 0.13086767009948175 : f64
  %c6 = arith.constant 0.13268759668560612 : f64
  %c5 = arith.constant 0.15386240205813478 : f64
  %c4 = arith.constant 0.18181795630884753 : f64
  %c3 = arith.constant 0.2222222239180047 : f64
  %c2 = arith.constant 0.2857142857080323 : f64
  %c1 = arith.constant 0.4000000000000088 : f64
  %c0 = arith.constant 0.6666666666666666 : f64
  %log2e = arith.constant 1.4426950408889634 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  // Subnormal numbers are scaled up by 2^54.
  %tiny = arith.cmpf olt, %x, %min_normal : f64
  %t = arith.mulf %x, %two54 : f64
  %u = arith.select %tiny, %t, %x : f64
  // 2^e m with m in [sqrt(1/2), sqrt(2)): the bits of u are moved so that
  // the exponent field counts from sqrt(1/2). The field becomes a float
  // through the low bits of 2^52.
  %bits = arith.bitcast %u : f64 to i64
  %moved = arith.addi %bits, %offset : i64
  %field = arith.shrui %moved, %c52 : i64
  %i = arith.ori %field, %two52 : i64
  %f = arith.bitcast %i : i64 to f64
  %e = arith.subf %f, %bias : f64
  %i_1 = arith.andi %moved, %fraction : i64
  %i_2 = arith.addi %i_1, %sqrt_half : i64
  %m = arith.bitcast %i_2 : i64 to f64
  %f_1 = arith.subf %m, %one : f64
  %t_1 = arith.select %tiny, %c54, %zero : f64
  %e_1 = arith.subf %e, %t_1 : f64
  // With s = f / (2 + f): log(1 + f) = 2 s + s R(s^2) = f - s (f - R), since
  // 2 s = f - s f; R = v q(v), v = s^2.
  %t_2 = arith.addf %f_1, %two : f64
  %s = arith.divf %f_1, %t_2 : f64
  %v = arith.mulf %s, %s : f64
  %q = arith.mulf %c7, %v : f64
  %q_1 = arith.addf %q, %c6 : f64
  %q_2 = arith.mulf %q_1, %v : f64
  %q_3 = arith.addf %q_2, %c5 : f64
  %q_4 = arith.mulf %q_3, %v : f64
  %q_5 = arith.addf %q_4, %c4 : f64
  %q_6 = arith.mulf %q_5, %v : f64
  %q_7 = arith.addf %q_6, %c3 : f64
  %q_8 = arith.mulf %q_7, %v : f64
  %q_9 = arith.addf %q_8, %c2 : f64
  %q_10 = arith.mulf %q_9, %v : f64
  %q_11 = arith.addf %q_10, %c1 : f64
  %q_12 = arith.mulf %q_11, %v : f64
  %q_13 = arith.addf %q_12, %c0 : f64
  %R = arith.mulf %v, %q_13 : f64
  %t_3 = arith.subf %f_1, %R : f64
  %g = arith.mulf %s, %t_3 : f64
  // log2(x) = e + (f - g) / ln 2
  %l = arith.subf %f_1, %g : f64
  %t_4 = arith.mulf %l, %log2e : f64
  %y = arith.addf %e_1, %t_4 : f64
  // 0 gives -inf, negative numbers NaN, inf and NaN themselves.
  %is = arith.cmpf ult, %x, %inf : f64
  %y_1 = arith.select %is, %y, %x : f64
  %is_1 = arith.cmpf oeq, %x, %zero : f64
  %y_2 = arith.select %is_1, %minus_inf, %y_1 : f64
  %is_2 = arith.cmpf ult, %x, %zero : f64
  %y_3 = arith.select %is_2, %nan, %y_2 : f64
  gate.yield %y_3 : f64
}

gate.function @log1p_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.log1p",
    source = "Abramowitz and Stegun 1964, 4.1.27",
    implements = "math.log1p"} {
  %one = arith.constant 1.0 : f64
  %offset = arith.constant 2638147582215219 : i64
  %c52 = arith.constant 52 : i64
  %two52 = arith.constant 4841369599423283200 : i64
  %bias = arith.constant 4503599627371519.0 : f64
  %fraction = arith.constant 4503599627370495 : i64
  %sqrt_half = arith.constant 4604544271217802189 : i64
  %two = arith.constant 2.0 : f64
  %c7 = arith.constant 0.13086767009948175 : f64
  %c6 = arith.constant 0.13268759668560612 : f64
  %c5 = arith.constant 0.15386240205813478 : f64
  %c4 = arith.constant 0.18181795630884753 : f64
  %c3 = arith.constant 0.2222222239180047 : f64
  %c2 = arith.constant 0.2857142857080323 : f64
  %c1 = arith.constant 0.4000000000000088 : f64
  %c0 = arith.constant 0.6666666666666666 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %inf = arith.constant 0x7FF0000000000000 : f64
  %zero = arith.constant 0.0 : f64
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  // u = 1 + x rounded, c = 1 + x - u its error.
  %u = arith.addf %x, %one : f64
  %w = arith.subf %u, %one : f64
  %t = arith.subf %u, %w : f64
  %t_1 = arith.subf %one, %t : f64
  %t_2 = arith.subf %x, %w : f64
  %c = arith.addf %t_1, %t_2 : f64
  // 2^e m with m in [sqrt(1/2), sqrt(2)): the bits of u are moved so that
  // the exponent field counts from sqrt(1/2). The field becomes a float
  // through the low bits of 2^52.
  %bits = arith.bitcast %u : f64 to i64
  %moved = arith.addi %bits, %offset : i64
  %field = arith.shrui %moved, %c52 : i64
  %i = arith.ori %field, %two52 : i64
  %f = arith.bitcast %i : i64 to f64
  %e = arith.subf %f, %bias : f64
  %i_1 = arith.andi %moved, %fraction : i64
  %i_2 = arith.addi %i_1, %sqrt_half : i64
  %m = arith.bitcast %i_2 : i64 to f64
  %f_1 = arith.subf %m, %one : f64
  // With s = f / (2 + f): log(1 + f) = 2 s + s R(s^2) = f - s (f - R), since
  // 2 s = f - s f; R = v q(v), v = s^2.
  %t_3 = arith.addf %f_1, %two : f64
  %s = arith.divf %f_1, %t_3 : f64
  %v = arith.mulf %s, %s : f64
  %q = arith.mulf %c7, %v : f64
  %q_1 = arith.addf %q, %c6 : f64
  %q_2 = arith.mulf %q_1, %v : f64
  %q_3 = arith.addf %q_2, %c5 : f64
  %q_4 = arith.mulf %q_3, %v : f64
  %q_5 = arith.addf %q_4, %c4 : f64
  %q_6 = arith.mulf %q_5, %v : f64
  %q_7 = arith.addf %q_6, %c3 : f64
  %q_8 = arith.mulf %q_7, %v : f64
  %q_9 = arith.addf %q_8, %c2 : f64
  %q_10 = arith.mulf %q_9, %v : f64
  %q_11 = arith.addf %q_10, %c1 : f64
  %q_12 = arith.mulf %q_11, %v : f64
  %q_13 = arith.addf %q_12, %c0 : f64
  %R = arith.mulf %v, %q_13 : f64
  %t_4 = arith.subf %f_1, %R : f64
  %g = arith.mulf %s, %t_4 : f64
  // log(1 + x) = e ln 2 + (f - g) + c / u
  %t_5 = arith.divf %c, %u : f64
  %t_6 = arith.mulf %e, %ln2_lo : f64
  %low = arith.addf %t_5, %t_6 : f64
  %t_7 = arith.subf %g, %low : f64
  %t_8 = arith.subf %f_1, %t_7 : f64
  %t_9 = arith.mulf %e, %ln2_hi : f64
  %y = arith.addf %t_9, %t_8 : f64
  // 0 gives -inf, negative numbers NaN, inf and NaN themselves.
  %is = arith.cmpf ult, %u, %inf : f64
  %y_1 = arith.select %is, %y, %u : f64
  %is_1 = arith.cmpf oeq, %u, %zero : f64
  %y_2 = arith.select %is_1, %minus_inf, %y_1 : f64
  %is_2 = arith.cmpf ult, %u, %zero : f64
  %y_3 = arith.select %is_2, %nan, %y_2 : f64
  // -0 is kept.
  %is_3 = arith.cmpf oeq, %x, %zero : f64
  %y_4 = arith.select %is_3, %x, %y_3 : f64
  gate.yield %y_4 : f64
}

gate.function @tanh_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.tanh",
    source = "tanh(x) = expm1(2 x) / (expm1(2 x) + 2)",
    implements = "math.tanh"} {
  %sign_mask = arith.constant -9223372036854775808 : i64
  %magnitude = arith.constant 9223372036854775807 : i64
  %highest = arith.constant 20.0 : f64
  %log2e = arith.constant 1.4426950408889634 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %c10 = arith.constant 2.0914680780540263e-09 : f64
  %c9 = arith.constant 2.5105208339987698e-08 : f64
  %c8 = arith.constant 2.7557273657975953e-07 : f64
  %c7 = arith.constant 2.7557255421023506e-06 : f64
  %c6 = arith.constant 2.4801587325536023e-05 : f64
  %c5 = arith.constant 0.00019841269874804214 : f64
  %c4 = arith.constant 0.0013888888888883752 : f64
  %c3 = arith.constant 0.00833333333332614 : f64
  %c2 = arith.constant 0.04166666666666667 : f64
  %c1 = arith.constant 0.1666666666666667 : f64
  %c0 = arith.constant 0.5 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  // tanh(a) = t / (t + 2), t = expm1(2 a), a = |x|; 1 from 20 on.
  %bits = arith.bitcast %x : f64 to i64
  %sign = arith.andi %bits, %sign_mask : i64
  %bits_1 = arith.bitcast %x : f64 to i64
  %abs_bits = arith.andi %bits_1, %magnitude : i64
  %abs = arith.bitcast %abs_bits : i64 to f64
  %is = arith.cmpf ogt, %abs, %highest : f64
  %a = arith.select %is, %highest, %abs : f64
  %a2 = arith.addf %a, %a : f64
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 41 bits.
  %t = arith.mulf %a2, %log2e : f64
  %k_shifted = arith.addf %t, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_1 = arith.mulf %k, %ln2_hi : f64
  %r = arith.subf %a2, %t_1 : f64
  %t_2 = arith.mulf %k, %ln2_lo : f64
  %r_1 = arith.subf %r, %t_2 : f64
  // expm1(2 a) = 2^k (expm1(r) + (1 - 2^-k)), 0 <= k <= 58
  %p = arith.mulf %c10, %r_1 : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r_1 : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r_1 : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r_1 : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r_1 : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r_1 : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r_1 : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r_1 : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r_1 : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r_1 : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %rr = arith.mulf %r_1, %r_1 : f64
  %t_3 = arith.mulf %rr, %p_19 : f64
  %em = arith.addf %r_1, %t_3 : f64
  %t_4 = arith.addf %k, %magic : f64
  %bits_2 = arith.bitcast %t_4 : f64 to i64
  %i = arith.shli %bits_2, %c52 : i64
  %i_1 = arith.addi %i, %one_bits : i64
  %scale = arith.bitcast %i_1 : i64 to f64
  %bits_3 = arith.bitcast %t_4 : f64 to i64
  %i_2 = arith.shli %bits_3, %c52 : i64
  %i_3 = arith.subi %one_bits, %i_2 : i64
  %inverse = arith.bitcast %i_3 : i64 to f64
  %t_5 = arith.subf %one, %inverse : f64
  %t_6 = arith.addf %em, %t_5 : f64
  %t_7 = arith.mulf %t_6, %scale : f64
  %t_8 = arith.addf %t_7, %two : f64
  %y = arith.divf %t_7, %t_8 : f64
  %bits_4 = arith.bitcast %y : f64 to i64
  %i_4 = arith.ori %bits_4, %sign : i64
  %y_1 = arith.bitcast %i_4 : i64 to f64
  gate.yield %y_1 : f64
}

gate.function @erf_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.erf",
    source = "Shepherd and Laframboise 1981, Mathematics of Computation 36",
    implements = "math.erf"} {
  %sign_mask = arith.constant -9223372036854775808 : i64
  %magnitude = arith.constant 9223372036854775807 : i64
  %highest = arith.constant 6.0 : f64
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %h22 = arith.constant -1.3104469059491632e-07 : f64
  %h21 = arith.constant 4.17664102411525e-07 : f64
  %h20 = arith.constant -9.611463933327865e-08 : f64
  %h19 = arith.constant -5.297353856532091e-07 : f64
  %h18 = arith.constant -3.852888508547311e-07 : f64
  %h17 = arith.constant 2.4211326892814074e-08 : f64
  %h16 = arith.constant 1.915451843306421e-06 : f64
  %h15 = arith.constant 3.6611263181973544e-06 : f64
  %h14 = arith.constant -1.1056844276758984e-06 : f64
  %h13 = arith.constant -1.612822102030673e-05 : f64
  %h12 = arith.constant -2.1698833397147115e-05 : f64
  %h11 = arith.constant 3.41502111042494e-05 : f64
  %h10 = arith.constant 0.00014447095469967392 : f64
  %h9 = arith.constant 3.437130518037686e-05 : f64
  %h8 = arith.constant -0.0006630735150608018 : f64
  %h7 = arith.constant -0.0008372960549964491 : f64
  %h6 = arith.constant 0.003090612059437183 : f64
  %h5 = arith.constant 0.006479185067504127 : f64
  %h4 = arith.constant -0.02151066188948752 : f64
  %h3 = arith.constant -0.03644223150687549 : f64
  %h2 = arith.constant 0.2794720925560547 : f64
  %h1 = arith.constant -0.6871606844138106 : f64
  %h0 = arith.constant 1.021582705242023 : f64
  %upper_half = arith.constant -134217728 : i64
  %log2e = arith.constant 1.4426950408889634 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %c10 = arith.constant 2.0914680780540263e-09 : f64
  %c9 = arith.constant 2.5105208339987698e-08 : f64
  %c8 = arith.constant 2.7557273657975953e-07 : f64
  %c7 = arith.constant 2.7557255421023506e-06 : f64
  %c6 = arith.constant 2.4801587325536023e-05 : f64
  %c5 = arith.constant 0.00019841269874804214 : f64
  %c4 = arith.constant 0.0013888888888883752 : f64
  %c3 = arith.constant 0.00833333333332614 : f64
  %c2 = arith.constant 0.04166666666666667 : f64
  %c1 = arith.constant 0.1666666666666667 : f64
  %c0 = arith.constant 0.5 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  %d10 = arith.constant 1.1472208843488571e-08 : f64
  %d9 = arith.constant -1.5939989093202572e-07 : f64
  %d8 = arith.constant 1.6430675368033578e-06 : f64
  %d7 = arith.constant -1.4924195754422153e-05 : f64
  %d6 = arith.constant 0.00012055289546780194 : f64
  %d5 = arith.constant -0.0008548326188277563 : f64
  %d4 = arith.constant 0.005223977615413751 : f64
  %d3 = arith.constant -0.026866170644427936 : f64
  %d2 = arith.constant 0.11283791670952593 : f64
  %d1 = arith.constant -0.37612638903183715 : f64
  %d0 = arith.constant 0.1283791670955126 : f64
  %split = arith.constant 0.75 : f64
  // From 6 on the result is 1.
  %bits = arith.bitcast %x : f64 to i64
  %sign = arith.andi %bits, %sign_mask : i64
  %bits_1 = arith.bitcast %x : f64 to i64
  %abs_bits = arith.andi %bits_1, %magnitude : i64
  %abs = arith.bitcast %abs_bits : i64 to f64
  %is = arith.cmpf ogt, %abs, %highest : f64
  %a = arith.select %is, %highest, %abs : f64
  // erfc(a) = exp(-a^2) h(t) / (a + 2), t = (a - 2) / (a + 2), h a
  // polynomial for a >= 3/4: Shepherd and Laframboise 1981, Math. Comp. 36.
  %d = arith.addf %a, %two : f64
  %inverse = arith.divf %one, %d : f64
  %t = arith.subf %a, %two : f64
  %t_1 = arith.mulf %t, %inverse : f64
  %h = arith.mulf %h22, %t_1 : f64
  %h_1 = arith.addf %h, %h21 : f64
  %h_2 = arith.mulf %h_1, %t_1 : f64
  %h_3 = arith.addf %h_2, %h20 : f64
  %h_4 = arith.mulf %h_3, %t_1 : f64
  %h_5 = arith.addf %h_4, %h19 : f64
  %h_6 = arith.mulf %h_5, %t_1 : f64
  %h_7 = arith.addf %h_6, %h18 : f64
  %h_8 = arith.mulf %h_7, %t_1 : f64
  %h_9 = arith.addf %h_8, %h17 : f64
  %h_10 = arith.mulf %h_9, %t_1 : f64
  %h_11 = arith.addf %h_10, %h16 : f64
  %h_12 = arith.mulf %h_11, %t_1 : f64
  %h_13 = arith.addf %h_12, %h15 : f64
  %h_14 = arith.mulf %h_13, %t_1 : f64
  %h_15 = arith.addf %h_14, %h14 : f64
  %h_16 = arith.mulf %h_15, %t_1 : f64
  %h_17 = arith.addf %h_16, %h13 : f64
  %h_18 = arith.mulf %h_17, %t_1 : f64
  %h_19 = arith.addf %h_18, %h12 : f64
  %h_20 = arith.mulf %h_19, %t_1 : f64
  %h_21 = arith.addf %h_20, %h11 : f64
  %h_22 = arith.mulf %h_21, %t_1 : f64
  %h_23 = arith.addf %h_22, %h10 : f64
  %h_24 = arith.mulf %h_23, %t_1 : f64
  %h_25 = arith.addf %h_24, %h9 : f64
  %h_26 = arith.mulf %h_25, %t_1 : f64
  %h_27 = arith.addf %h_26, %h8 : f64
  %h_28 = arith.mulf %h_27, %t_1 : f64
  %h_29 = arith.addf %h_28, %h7 : f64
  %h_30 = arith.mulf %h_29, %t_1 : f64
  %h_31 = arith.addf %h_30, %h6 : f64
  %h_32 = arith.mulf %h_31, %t_1 : f64
  %h_33 = arith.addf %h_32, %h5 : f64
  %h_34 = arith.mulf %h_33, %t_1 : f64
  %h_35 = arith.addf %h_34, %h4 : f64
  %h_36 = arith.mulf %h_35, %t_1 : f64
  %h_37 = arith.addf %h_36, %h3 : f64
  %h_38 = arith.mulf %h_37, %t_1 : f64
  %h_39 = arith.addf %h_38, %h2 : f64
  %h_40 = arith.mulf %h_39, %t_1 : f64
  %h_41 = arith.addf %h_40, %h1 : f64
  %h_42 = arith.mulf %h_41, %t_1 : f64
  %h_43 = arith.addf %h_42, %h0 : f64
  %h_44 = arith.mulf %h_43, %inverse : f64
  // a^2 = hi^2 + (a - hi) (a + hi), hi the upper half of a: hi^2 is exact.
  %bits_2 = arith.bitcast %a : f64 to i64
  %i = arith.andi %bits_2, %upper_half : i64
  %hi = arith.bitcast %i : i64 to f64
  %t_2 = arith.subf %a, %hi : f64
  %t_3 = arith.addf %a, %hi : f64
  %d_1 = arith.mulf %t_2, %t_3 : f64
  %t_4 = arith.mulf %hi, %hi : f64
  %n = arith.negf %t_4 : f64
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 41 bits.
  %t_5 = arith.mulf %n, %log2e : f64
  %k_shifted = arith.addf %t_5, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_6 = arith.mulf %k, %ln2_hi : f64
  %r = arith.subf %n, %t_6 : f64
  %t_7 = arith.mulf %k, %ln2_lo : f64
  %t_8 = arith.addf %t_7, %d_1 : f64
  %r_1 = arith.subf %r, %t_8 : f64
  %p = arith.mulf %c10, %r_1 : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r_1 : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r_1 : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r_1 : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r_1 : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r_1 : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r_1 : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r_1 : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r_1 : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r_1 : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %rr = arith.mulf %r_1, %r_1 : f64
  %t_9 = arith.mulf %rr, %p_19 : f64
  %t_10 = arith.addf %r_1, %t_9 : f64
  // The rounding of a + 2 is made good to first order.
  %t_11 = arith.subf %d, %two : f64
  %t_12 = arith.subf %a, %t_11 : f64
  %t_13 = arith.mulf %t_12, %inverse : f64
  %t_14 = arith.subf %t_10, %t_13 : f64
  %t_15 = arith.mulf %h_44, %t_14 : f64
  %e = arith.addf %h_44, %t_15 : f64
  %t_16 = arith.mulf %k, %c0 : f64
  %k1_shifted = arith.addf %t_16, %magic : f64
  %k1 = arith.subf %k1_shifted, %magic : f64
  %t_17 = arith.subf %k, %k1 : f64
  %k2_shifted = arith.addf %t_17, %magic : f64
  %k2 = arith.subf %k2_shifted, %magic : f64
  %bits_3 = arith.bitcast %k1_shifted : f64 to i64
  %i_1 = arith.shli %bits_3, %c52 : i64
  %i_2 = arith.addi %i_1, %one_bits : i64
  %scale1 = arith.bitcast %i_2 : i64 to f64
  %bits_4 = arith.bitcast %k2_shifted : f64 to i64
  %i_3 = arith.shli %bits_4, %c52 : i64
  %i_4 = arith.addi %i_3, %one_bits : i64
  %scale2 = arith.bitcast %i_4 : i64 to f64
  %t_18 = arith.mulf %e, %scale1 : f64
  %tail = arith.mulf %t_18, %scale2 : f64
  %large = arith.subf %one, %tail : f64
  // erf(x) = x + x p(x^2) below 3/4.
  %xx = arith.mulf %a, %a : f64
  %q = arith.mulf %d10, %xx : f64
  %q_1 = arith.addf %q, %d9 : f64
  %q_2 = arith.mulf %q_1, %xx : f64
  %q_3 = arith.addf %q_2, %d8 : f64
  %q_4 = arith.mulf %q_3, %xx : f64
  %q_5 = arith.addf %q_4, %d7 : f64
  %q_6 = arith.mulf %q_5, %xx : f64
  %q_7 = arith.addf %q_6, %d6 : f64
  %q_8 = arith.mulf %q_7, %xx : f64
  %q_9 = arith.addf %q_8, %d5 : f64
  %q_10 = arith.mulf %q_9, %xx : f64
  %q_11 = arith.addf %q_10, %d4 : f64
  %q_12 = arith.mulf %q_11, %xx : f64
  %q_13 = arith.addf %q_12, %d3 : f64
  %q_14 = arith.mulf %q_13, %xx : f64
  %q_15 = arith.addf %q_14, %d2 : f64
  %q_16 = arith.mulf %q_15, %xx : f64
  %q_17 = arith.addf %q_16, %d1 : f64
  %q_18 = arith.mulf %q_17, %xx : f64
  %q_19 = arith.addf %q_18, %d0 : f64
  %t_19 = arith.mulf %a, %q_19 : f64
  %small = arith.addf %a, %t_19 : f64
  %is_1 = arith.cmpf olt, %a, %split : f64
  %y = arith.select %is_1, %small, %large : f64
  %bits_5 = arith.bitcast %y : f64 to i64
  %i_5 = arith.ori %bits_5, %sign : i64
  %y_1 = arith.bitcast %i_5 : i64 to f64
  gate.yield %y_1 : f64
}

gate.function @erfc_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.erfc",
    source = "Shepherd and Laframboise 1981, Mathematics of Computation 36",
    implements = "math.erfc"} {
  %magnitude = arith.constant 9223372036854775807 : i64
  %highest = arith.constant 27.3 : f64
  %two = arith.constant 2.0 : f64
  %one = arith.constant 1.0 : f64
  %h22 = arith.constant -1.3104469059491632e-07 : f64
  %h21 = arith.constant 4.17664102411525e-07 : f64
  %h20 = arith.constant -9.611463933327865e-08 : f64
  %h19 = arith.constant -5.297353856532091e-07 : f64
  %h18 = arith.constant -3.852888508547311e-07 : f64
  %h17 = arith.constant 2.4211326892814074e-08 : f64
  %h16 = arith.constant 1.915451843306421e-06 : f64
  %h15 = arith.constant 3.6611263181973544e-06 : f64
  %h14 = arith.constant -1.1056844276758984e-06 : f64
  %h13 = arith.constant -1.612822102030673e-05 : f64
  %h12 = arith.constant -2.1698833397147115e-05 : f64
  %h11 = arith.constant 3.41502111042494e-05 : f64
  %h10 = arith.constant 0.00014447095469967392 : f64
  %h9 = arith.constant 3.437130518037686e-05 : f64
  %h8 = arith.constant -0.0006630735150608018 : f64
  %h7 = arith.constant -0.0008372960549964491 : f64
  %h6 = arith.constant 0.003090612059437183 : f64
  %h5 = arith.constant 0.006479185067504127 : f64
  %h4 = arith.constant -0.02151066188948752 : f64
  %h3 = arith.constant -0.03644223150687549 : f64
  %h2 = arith.constant 0.2794720925560547 : f64
  %h1 = arith.constant -0.6871606844138106 : f64
  %h0 = arith.constant 1.021582705242023 : f64
  %upper_half = arith.constant -134217728 : i64
  %log2e = arith.constant 1.4426950408889634 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %ln2_hi = arith.constant 0.6931471805601177 : f64
  %ln2_lo = arith.constant -1.7239444525614835e-13 : f64
  %c10 = arith.constant 2.0914680780540263e-09 : f64
  %c9 = arith.constant 2.5105208339987698e-08 : f64
  %c8 = arith.constant 2.7557273657975953e-07 : f64
  %c7 = arith.constant 2.7557255421023506e-06 : f64
  %c6 = arith.constant 2.4801587325536023e-05 : f64
  %c5 = arith.constant 0.00019841269874804214 : f64
  %c4 = arith.constant 0.0013888888888883752 : f64
  %c3 = arith.constant 0.00833333333332614 : f64
  %c2 = arith.constant 0.04166666666666667 : f64
  %c1 = arith.constant 0.1666666666666667 : f64
  %c0 = arith.constant 0.5 : f64
  %c52 = arith.constant 52 : i64
  %one_bits = arith.constant 4607182418800017408 : i64
  %zero = arith.constant 0.0 : f64
  %d10 = arith.constant 1.1472208843488571e-08 : f64
  %d9 = arith.constant -1.5939989093202572e-07 : f64
  %d8 = arith.constant 1.6430675368033578e-06 : f64
  %d7 = arith.constant -1.4924195754422153e-05 : f64
  %d6 = arith.constant 0.00012055289546780194 : f64
  %d5 = arith.constant -0.0008548326188277563 : f64
  %d4 = arith.constant 0.005223977615413751 : f64
  %d3 = arith.constant -0.026866170644427936 : f64
  %d2 = arith.constant 0.11283791670952593 : f64
  %d1 = arith.constant -0.37612638903183715 : f64
  %d0 = arith.constant 0.1283791670955126 : f64
  %split = arith.constant 0.75 : f64
  // Beyond |x| = 27.3 the result is 0 or 2.
  %bits = arith.bitcast %x : f64 to i64
  %abs_bits = arith.andi %bits, %magnitude : i64
  %abs = arith.bitcast %abs_bits : i64 to f64
  %is = arith.cmpf ogt, %abs, %highest : f64
  %a = arith.select %is, %highest, %abs : f64
  // erfc(a) = exp(-a^2) h(t) / (a + 2), t = (a - 2) / (a + 2), h a
  // polynomial for a >= 3/4: Shepherd and Laframboise 1981, Math. Comp. 36.
  %d = arith.addf %a, %two : f64
  %inverse = arith.divf %one, %d : f64
  %t = arith.subf %a, %two : f64
  %t_1 = arith.mulf %t, %inverse : f64
  %h = arith.mulf %h22, %t_1 : f64
  %h_1 = arith.addf %h, %h21 : f64
  %h_2 = arith.mulf %h_1, %t_1 : f64
  %h_3 = arith.addf %h_2, %h20 : f64
  %h_4 = arith.mulf %h_3, %t_1 : f64
  %h_5 = arith.addf %h_4, %h19 : f64
  %h_6 = arith.mulf %h_5, %t_1 : f64
  %h_7 = arith.addf %h_6, %h18 : f64
  %h_8 = arith.mulf %h_7, %t_1 : f64
  %h_9 = arith.addf %h_8, %h17 : f64
  %h_10 = arith.mulf %h_9, %t_1 : f64
  %h_11 = arith.addf %h_10, %h16 : f64
  %h_12 = arith.mulf %h_11, %t_1 : f64
  %h_13 = arith.addf %h_12, %h15 : f64
  %h_14 = arith.mulf %h_13, %t_1 : f64
  %h_15 = arith.addf %h_14, %h14 : f64
  %h_16 = arith.mulf %h_15, %t_1 : f64
  %h_17 = arith.addf %h_16, %h13 : f64
  %h_18 = arith.mulf %h_17, %t_1 : f64
  %h_19 = arith.addf %h_18, %h12 : f64
  %h_20 = arith.mulf %h_19, %t_1 : f64
  %h_21 = arith.addf %h_20, %h11 : f64
  %h_22 = arith.mulf %h_21, %t_1 : f64
  %h_23 = arith.addf %h_22, %h10 : f64
  %h_24 = arith.mulf %h_23, %t_1 : f64
  %h_25 = arith.addf %h_24, %h9 : f64
  %h_26 = arith.mulf %h_25, %t_1 : f64
  %h_27 = arith.addf %h_26, %h8 : f64
  %h_28 = arith.mulf %h_27, %t_1 : f64
  %h_29 = arith.addf %h_28, %h7 : f64
  %h_30 = arith.mulf %h_29, %t_1 : f64
  %h_31 = arith.addf %h_30, %h6 : f64
  %h_32 = arith.mulf %h_31, %t_1 : f64
  %h_33 = arith.addf %h_32, %h5 : f64
  %h_34 = arith.mulf %h_33, %t_1 : f64
  %h_35 = arith.addf %h_34, %h4 : f64
  %h_36 = arith.mulf %h_35, %t_1 : f64
  %h_37 = arith.addf %h_36, %h3 : f64
  %h_38 = arith.mulf %h_37, %t_1 : f64
  %h_39 = arith.addf %h_38, %h2 : f64
  %h_40 = arith.mulf %h_39, %t_1 : f64
  %h_41 = arith.addf %h_40, %h1 : f64
  %h_42 = arith.mulf %h_41, %t_1 : f64
  %h_43 = arith.addf %h_42, %h0 : f64
  %h_44 = arith.mulf %h_43, %inverse : f64
  // a^2 = hi^2 + (a - hi) (a + hi), hi the upper half of a: hi^2 is exact.
  %bits_1 = arith.bitcast %a : f64 to i64
  %i = arith.andi %bits_1, %upper_half : i64
  %hi = arith.bitcast %i : i64 to f64
  %t_2 = arith.subf %a, %hi : f64
  %t_3 = arith.addf %a, %hi : f64
  %d_1 = arith.mulf %t_2, %t_3 : f64
  %t_4 = arith.mulf %hi, %hi : f64
  %n = arith.negf %t_4 : f64
  // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 = hi + lo, and k hi is exact
  // because hi has 41 bits.
  %t_5 = arith.mulf %n, %log2e : f64
  %k_shifted = arith.addf %t_5, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_6 = arith.mulf %k, %ln2_hi : f64
  %r = arith.subf %n, %t_6 : f64
  %t_7 = arith.mulf %k, %ln2_lo : f64
  %t_8 = arith.addf %t_7, %d_1 : f64
  %r_1 = arith.subf %r, %t_8 : f64
  %p = arith.mulf %c10, %r_1 : f64
  %p_1 = arith.addf %p, %c9 : f64
  %p_2 = arith.mulf %p_1, %r_1 : f64
  %p_3 = arith.addf %p_2, %c8 : f64
  %p_4 = arith.mulf %p_3, %r_1 : f64
  %p_5 = arith.addf %p_4, %c7 : f64
  %p_6 = arith.mulf %p_5, %r_1 : f64
  %p_7 = arith.addf %p_6, %c6 : f64
  %p_8 = arith.mulf %p_7, %r_1 : f64
  %p_9 = arith.addf %p_8, %c5 : f64
  %p_10 = arith.mulf %p_9, %r_1 : f64
  %p_11 = arith.addf %p_10, %c4 : f64
  %p_12 = arith.mulf %p_11, %r_1 : f64
  %p_13 = arith.addf %p_12, %c3 : f64
  %p_14 = arith.mulf %p_13, %r_1 : f64
  %p_15 = arith.addf %p_14, %c2 : f64
  %p_16 = arith.mulf %p_15, %r_1 : f64
  %p_17 = arith.addf %p_16, %c1 : f64
  %p_18 = arith.mulf %p_17, %r_1 : f64
  %p_19 = arith.addf %p_18, %c0 : f64
  %rr = arith.mulf %r_1, %r_1 : f64
  %t_9 = arith.mulf %rr, %p_19 : f64
  %t_10 = arith.addf %r_1, %t_9 : f64
  // The rounding of a + 2 is made good to first order.
  %t_11 = arith.subf %d, %two : f64
  %t_12 = arith.subf %a, %t_11 : f64
  %t_13 = arith.mulf %t_12, %inverse : f64
  %t_14 = arith.subf %t_10, %t_13 : f64
  %t_15 = arith.mulf %h_44, %t_14 : f64
  %e = arith.addf %h_44, %t_15 : f64
  %t_16 = arith.mulf %k, %c0 : f64
  %k1_shifted = arith.addf %t_16, %magic : f64
  %k1 = arith.subf %k1_shifted, %magic : f64
  %t_17 = arith.subf %k, %k1 : f64
  %k2_shifted = arith.addf %t_17, %magic : f64
  %k2 = arith.subf %k2_shifted, %magic : f64
  %bits_2 = arith.bitcast %k1_shifted : f64 to i64
  %i_1 = arith.shli %bits_2, %c52 : i64
  %i_2 = arith.addi %i_1, %one_bits : i64
  %scale1 = arith.bitcast %i_2 : i64 to f64
  %bits_3 = arith.bitcast %k2_shifted : f64 to i64
  %i_3 = arith.shli %bits_3, %c52 : i64
  %i_4 = arith.addi %i_3, %one_bits : i64
  %scale2 = arith.bitcast %i_4 : i64 to f64
  %t_18 = arith.mulf %e, %scale1 : f64
  %tail = arith.mulf %t_18, %scale2 : f64
  // erfc(-a) = 2 - erfc(a)
  %is_1 = arith.cmpf olt, %x, %zero : f64
  %t_19 = arith.subf %two, %tail : f64
  %large = arith.select %is_1, %t_19, %tail : f64
  // erf(x) = x + x p(x^2) below 3/4.
  %xx = arith.mulf %x, %x : f64
  %q = arith.mulf %d10, %xx : f64
  %q_1 = arith.addf %q, %d9 : f64
  %q_2 = arith.mulf %q_1, %xx : f64
  %q_3 = arith.addf %q_2, %d8 : f64
  %q_4 = arith.mulf %q_3, %xx : f64
  %q_5 = arith.addf %q_4, %d7 : f64
  %q_6 = arith.mulf %q_5, %xx : f64
  %q_7 = arith.addf %q_6, %d6 : f64
  %q_8 = arith.mulf %q_7, %xx : f64
  %q_9 = arith.addf %q_8, %d5 : f64
  %q_10 = arith.mulf %q_9, %xx : f64
  %q_11 = arith.addf %q_10, %d4 : f64
  %q_12 = arith.mulf %q_11, %xx : f64
  %q_13 = arith.addf %q_12, %d3 : f64
  %q_14 = arith.mulf %q_13, %xx : f64
  %q_15 = arith.addf %q_14, %d2 : f64
  %q_16 = arith.mulf %q_15, %xx : f64
  %q_17 = arith.addf %q_16, %d1 : f64
  %q_18 = arith.mulf %q_17, %xx : f64
  %q_19 = arith.addf %q_18, %d0 : f64
  %t_20 = arith.mulf %x, %q_19 : f64
  %small = arith.addf %x, %t_20 : f64
  %is_2 = arith.cmpf olt, %a, %split : f64
  %t_21 = arith.subf %one, %small : f64
  %y = arith.select %is_2, %t_21, %large : f64
  gate.yield %y : f64
}

// For |x| <= 2^27; NaN beyond, where this reduction of the argument would give
// noise.
gate.function @sin_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.sin",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.sin"} {
  %two_over_pi = arith.constant 0.6366197723675814 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %pio2_1 = arith.constant 1.5707963407039642 : f64
  %pio2_2 = arith.constant -1.3909067675399456e-08 : f64
  %pio2_3 = arith.constant 6.123233932053594e-17 : f64
  %pio2_4 = arith.constant 6.36831716351095e-25 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %s6 = arith.constant -7.586685070091267e-13 : f64
  %s5 = arith.constant 1.605853141458901e-10 : f64
  %s4 = arith.constant -2.5052106231157904e-08 : f64
  %s3 = arith.constant 2.7557319219335453e-06 : f64
  %s2 = arith.constant -0.0001984126984126506 : f64
  %s1 = arith.constant 0.008333333333333331 : f64
  %s0 = arith.constant -0.16666666666666666 : f64
  %c5 = arith.constant -1.1382614868556325e-11 : f64
  %c4 = arith.constant 2.0876146024689747e-09 : f64
  %c3 = arith.constant -2.7557317270560326e-07 : f64
  %c2 = arith.constant 2.4801587298763433e-05 : f64
  %c1 = arith.constant -0.0013888888888887395 : f64
  %c0 = arith.constant 0.041666666666666664 : f64
  %c1_1 = arith.constant 1 : i64
  %c0_1 = arith.constant 0 : i64
  %c62 = arith.constant 62 : i64
  %sign_mask = arith.constant -9223372036854775808 : i64
  %magnitude = arith.constant 9223372036854775807 : i64
  %limit = arith.constant 134217728.0 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  %zero = arith.constant 0.0 : f64
  // x = k pi/2 + (r + low), |r| <= pi/4. pi/2 is a sum of three parts of 26
  // bits and a rest; k has at most 27 bits, so the products of k with the
  // parts are exact. The first difference is exact, the others carry their
  // error along.
  %t = arith.mulf %x, %two_over_pi : f64
  %k_shifted = arith.addf %t, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_1 = arith.mulf %k, %pio2_1 : f64
  %a = arith.subf %x, %t_1 : f64
  %w = arith.mulf %k, %pio2_2 : f64
  %a_1 = arith.subf %a, %w : f64
  %t_2 = arith.subf %a_1, %a : f64
  %t_3 = arith.subf %a_1, %t_2 : f64
  %t_4 = arith.subf %a, %t_3 : f64
  %t_5 = arith.addf %w, %t_2 : f64
  %error = arith.subf %t_4, %t_5 : f64
  %w_1 = arith.mulf %k, %pio2_3 : f64
  %a_2 = arith.subf %a_1, %w_1 : f64
  %t_6 = arith.subf %a_2, %a_1 : f64
  %t_7 = arith.subf %a_2, %t_6 : f64
  %t_8 = arith.subf %a_1, %t_7 : f64
  %t_9 = arith.addf %w_1, %t_6 : f64
  %error_1 = arith.subf %t_8, %t_9 : f64
  %low = arith.addf %error, %error_1 : f64
  %t_10 = arith.mulf %k, %pio2_4 : f64
  %low_1 = arith.subf %low, %t_10 : f64
  %r = arith.addf %a_2, %low_1 : f64
  %t_11 = arith.subf %a_2, %r : f64
  %low_2 = arith.addf %t_11, %low_1 : f64
  %v = arith.mulf %r, %r : f64
  %half_v = arith.mulf %v, %half : f64
  // sin(r + low) = r + (r^3 p(r^2) + low (1 - r^2 / 2))
  %t_12 = arith.mulf %v, %r : f64
  %p = arith.mulf %s6, %v : f64
  %p_1 = arith.addf %p, %s5 : f64
  %p_2 = arith.mulf %p_1, %v : f64
  %p_3 = arith.addf %p_2, %s4 : f64
  %p_4 = arith.mulf %p_3, %v : f64
  %p_5 = arith.addf %p_4, %s3 : f64
  %p_6 = arith.mulf %p_5, %v : f64
  %p_7 = arith.addf %p_6, %s2 : f64
  %p_8 = arith.mulf %p_7, %v : f64
  %p_9 = arith.addf %p_8, %s1 : f64
  %p_10 = arith.mulf %p_9, %v : f64
  %p_11 = arith.addf %p_10, %s0 : f64
  %t_13 = arith.mulf %t_12, %p_11 : f64
  %t_14 = arith.subf %one, %half_v : f64
  %t_15 = arith.mulf %low_2, %t_14 : f64
  %t_16 = arith.addf %t_13, %t_15 : f64
  %sine = arith.addf %r, %t_16 : f64
  // cos(r + low) = 1 - r^2 / 2 + (r^4 q(r^2) - r low)
  %h = arith.subf %one, %half_v : f64
  %t_17 = arith.subf %one, %h : f64
  %t_18 = arith.subf %t_17, %half_v : f64
  %t_19 = arith.mulf %v, %v : f64
  %q = arith.mulf %c5, %v : f64
  %q_1 = arith.addf %q, %c4 : f64
  %q_2 = arith.mulf %q_1, %v : f64
  %q_3 = arith.addf %q_2, %c3 : f64
  %q_4 = arith.mulf %q_3, %v : f64
  %q_5 = arith.addf %q_4, %c2 : f64
  %q_6 = arith.mulf %q_5, %v : f64
  %q_7 = arith.addf %q_6, %c1 : f64
  %q_8 = arith.mulf %q_7, %v : f64
  %q_9 = arith.addf %q_8, %c0 : f64
  %t_20 = arith.mulf %t_19, %q_9 : f64
  %t_21 = arith.mulf %r, %low_2 : f64
  %t_22 = arith.subf %t_20, %t_21 : f64
  %t_23 = arith.addf %t_18, %t_22 : f64
  %cosine = arith.addf %h, %t_23 : f64
  // The quadrant is in the low bits of k: odd ones swap sine and cosine, the
  // upper two change the sign.
  %quadrant = arith.bitcast %k_shifted : f64 to i64
  %i = arith.andi %quadrant, %c1_1 : i64
  %odd = arith.cmpi ne, %i, %c0_1 : i64
  %y = arith.select %odd, %cosine, %sine : f64
  %i_1 = arith.shli %quadrant, %c62 : i64
  %sign = arith.andi %i_1, %sign_mask : i64
  %bits = arith.bitcast %y : f64 to i64
  %i_2 = arith.xori %bits, %sign : i64
  %y_1 = arith.bitcast %i_2 : i64 to f64
  // Outside the domain the result is NaN rather than noise.
  %bits_1 = arith.bitcast %x : f64 to i64
  %abs_bits = arith.andi %bits_1, %magnitude : i64
  %abs = arith.bitcast %abs_bits : i64 to f64
  %is = arith.cmpf ugt, %abs, %limit : f64
  %y_2 = arith.select %is, %nan, %y_1 : f64
  // -0 is kept.
  %is_1 = arith.cmpf oeq, %x, %zero : f64
  %y_3 = arith.select %is_1, %x, %y_2 : f64
  gate.yield %y_3 : f64
}

// For |x| <= 2^27; NaN beyond, where this reduction of the argument would give
// noise.
gate.function @cos_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.cos",
    source = "Cody and Waite 1980, Software Manual for the Elementary Functions",
    implements = "math.cos"} {
  %two_over_pi = arith.constant 0.6366197723675814 : f64
  %magic = arith.constant 6755399441055744.0 : f64
  %pio2_1 = arith.constant 1.5707963407039642 : f64
  %pio2_2 = arith.constant -1.3909067675399456e-08 : f64
  %pio2_3 = arith.constant 6.123233932053594e-17 : f64
  %pio2_4 = arith.constant 6.36831716351095e-25 : f64
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %s6 = arith.constant -7.586685070091267e-13 : f64
  %s5 = arith.constant 1.605853141458901e-10 : f64
  %s4 = arith.constant -2.5052106231157904e-08 : f64
  %s3 = arith.constant 2.7557319219335453e-06 : f64
  %s2 = arith.constant -0.0001984126984126506 : f64
  %s1 = arith.constant 0.008333333333333331 : f64
  %s0 = arith.constant -0.16666666666666666 : f64
  %c5 = arith.constant -1.1382614868556325e-11 : f64
  %c4 = arith.constant 2.0876146024689747e-09 : f64
  %c3 = arith.constant -2.7557317270560326e-07 : f64
  %c2 = arith.constant 2.4801587298763433e-05 : f64
  %c1 = arith.constant -0.0013888888888887395 : f64
  %c0 = arith.constant 0.041666666666666664 : f64
  %c1_1 = arith.constant 1 : i64
  %c0_1 = arith.constant 0 : i64
  %c62 = arith.constant 62 : i64
  %sign_mask = arith.constant -9223372036854775808 : i64
  %magnitude = arith.constant 9223372036854775807 : i64
  %limit = arith.constant 134217728.0 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  // x = k pi/2 + (r + low), |r| <= pi/4. pi/2 is a sum of three parts of 26
  // bits and a rest; k has at most 27 bits, so the products of k with the
  // parts are exact. The first difference is exact, the others carry their
  // error along.
  %t = arith.mulf %x, %two_over_pi : f64
  %k_shifted = arith.addf %t, %magic : f64
  %k = arith.subf %k_shifted, %magic : f64
  %t_1 = arith.mulf %k, %pio2_1 : f64
  %a = arith.subf %x, %t_1 : f64
  %w = arith.mulf %k, %pio2_2 : f64
  %a_1 = arith.subf %a, %w : f64
  %t_2 = arith.subf %a_1, %a : f64
  %t_3 = arith.subf %a_1, %t_2 : f64
  %t_4 = arith.subf %a, %t_3 : f64
  %t_5 = arith.addf %w, %t_2 : f64
  %error = arith.subf %t_4, %t_5 : f64
  %w_1 = arith.mulf %k, %pio2_3 : f64
  %a_2 = arith.subf %a_1, %w_1 : f64
  %t_6 = arith.subf %a_2, %a_1 : f64
  %t_7 = arith.subf %a_2, %t_6 : f64
  %t_8 = arith.subf %a_1, %t_7 : f64
  %t_9 = arith.addf %w_1, %t_6 : f64
  %error_1 = arith.subf %t_8, %t_9 : f64
  %low = arith.addf %error, %error_1 : f64
  %t_10 = arith.mulf %k, %pio2_4 : f64
  %low_1 = arith.subf %low, %t_10 : f64
  %r = arith.addf %a_2, %low_1 : f64
  %t_11 = arith.subf %a_2, %r : f64
  %low_2 = arith.addf %t_11, %low_1 : f64
  %v = arith.mulf %r, %r : f64
  %half_v = arith.mulf %v, %half : f64
  // sin(r + low) = r + (r^3 p(r^2) + low (1 - r^2 / 2))
  %t_12 = arith.mulf %v, %r : f64
  %p = arith.mulf %s6, %v : f64
  %p_1 = arith.addf %p, %s5 : f64
  %p_2 = arith.mulf %p_1, %v : f64
  %p_3 = arith.addf %p_2, %s4 : f64
  %p_4 = arith.mulf %p_3, %v : f64
  %p_5 = arith.addf %p_4, %s3 : f64
  %p_6 = arith.mulf %p_5, %v : f64
  %p_7 = arith.addf %p_6, %s2 : f64
  %p_8 = arith.mulf %p_7, %v : f64
  %p_9 = arith.addf %p_8, %s1 : f64
  %p_10 = arith.mulf %p_9, %v : f64
  %p_11 = arith.addf %p_10, %s0 : f64
  %t_13 = arith.mulf %t_12, %p_11 : f64
  %t_14 = arith.subf %one, %half_v : f64
  %t_15 = arith.mulf %low_2, %t_14 : f64
  %t_16 = arith.addf %t_13, %t_15 : f64
  %sine = arith.addf %r, %t_16 : f64
  // cos(r + low) = 1 - r^2 / 2 + (r^4 q(r^2) - r low)
  %h = arith.subf %one, %half_v : f64
  %t_17 = arith.subf %one, %h : f64
  %t_18 = arith.subf %t_17, %half_v : f64
  %t_19 = arith.mulf %v, %v : f64
  %q = arith.mulf %c5, %v : f64
  %q_1 = arith.addf %q, %c4 : f64
  %q_2 = arith.mulf %q_1, %v : f64
  %q_3 = arith.addf %q_2, %c3 : f64
  %q_4 = arith.mulf %q_3, %v : f64
  %q_5 = arith.addf %q_4, %c2 : f64
  %q_6 = arith.mulf %q_5, %v : f64
  %q_7 = arith.addf %q_6, %c1 : f64
  %q_8 = arith.mulf %q_7, %v : f64
  %q_9 = arith.addf %q_8, %c0 : f64
  %t_20 = arith.mulf %t_19, %q_9 : f64
  %t_21 = arith.mulf %r, %low_2 : f64
  %t_22 = arith.subf %t_20, %t_21 : f64
  %t_23 = arith.addf %t_18, %t_22 : f64
  %cosine = arith.addf %h, %t_23 : f64
  // The quadrant is in the low bits of k: odd ones swap sine and cosine, the
  // upper two change the sign.
  %quadrant = arith.bitcast %k_shifted : f64 to i64
  %quadrant_1 = arith.addi %quadrant, %c1_1 : i64
  %i = arith.andi %quadrant_1, %c1_1 : i64
  %odd = arith.cmpi ne, %i, %c0_1 : i64
  %y = arith.select %odd, %cosine, %sine : f64
  %i_1 = arith.shli %quadrant_1, %c62 : i64
  %sign = arith.andi %i_1, %sign_mask : i64
  %bits = arith.bitcast %y : f64 to i64
  %i_2 = arith.xori %bits, %sign : i64
  %y_1 = arith.bitcast %i_2 : i64 to f64
  // Outside the domain the result is NaN rather than noise.
  %bits_1 = arith.bitcast %x : f64 to i64
  %abs_bits = arith.andi %bits_1, %magnitude : i64
  %abs = arith.bitcast %abs_bits : i64 to f64
  %is = arith.cmpf ugt, %abs, %limit : f64
  %y_2 = arith.select %is, %nan, %y_1 : f64
  gate.yield %y_2 : f64
}

gate.function @atan_f64(%x: f64) -> f64 attributes {
    summary = "f64 approximation of math.atan",
    source = "Abramowitz and Stegun 1964, 4.4.34",
    implements = "math.atan"} {
  %sign_mask = arith.constant -9223372036854775808 : i64
  %magnitude = arith.constant 9223372036854775807 : i64
  %one = arith.constant 1.0 : f64
  %tan_pi_8 = arith.constant 0.41421356237309503 : f64
  %tan_3pi_8 = arith.constant 2.414213562373095 : f64
  %minus_one = arith.constant -1.0 : f64
  %zero = arith.constant 0.0 : f64
  %pi_2 = arith.constant 1.5707963267948966 : f64
  %pi_4 = arith.constant 0.7853981633974483 : f64
  %pi_2_low = arith.constant 6.123233995736766e-17 : f64
  %pi_4_low = arith.constant 3.061616997868383e-17 : f64
  %c11 = arith.constant 0.016282993238924487 : f64
  %c10 = arith.constant -0.034568068014968874 : f64
  %c9 = arith.constant 0.0455149623749493 : f64
  %c8 = arith.constant -0.052304330074828924 : f64
  %c7 = arith.constant 0.05878926110528101 : f64
  %c6 = arith.constant -0.06666424634599337 : f64
  %c5 = arith.constant 0.07692296361048218 : f64
  %c4 = arith.constant -0.09090908753017178 : f64
  %c3 = arith.constant 0.11111111105145725 : f64
  %c2 = arith.constant -0.14285714285659729 : f64
  %c1 = arith.constant 0.19999999999999804 : f64
  %c0 = arith.constant -0.3333333333333333 : f64
  // atan(a) = base + atan(n / d), a = |x|, |n / d| <= tan(pi/8): base 0 and
  // a / 1, base pi/4 and (a - 1) / (a + 1), base pi/2 and -1 / a.
  %bits = arith.bitcast %x : f64 to i64
  %sign = arith.andi %bits, %sign_mask : i64
  %bits_1 = arith.bitcast %x : f64 to i64
  %a_bits = arith.andi %bits_1, %magnitude : i64
  %a = arith.bitcast %a_bits : i64 to f64
  %middle = arith.cmpf ogt, %a, %tan_pi_8 : f64
  %high = arith.cmpf ogt, %a, %tan_3pi_8 : f64
  %t = arith.subf %a, %one : f64
  %t_1 = arith.select %middle, %t, %a : f64
  %n = arith.select %high, %minus_one, %t_1 : f64
  %t_2 = arith.addf %a, %one : f64
  %t_3 = arith.select %middle, %t_2, %one : f64
  %d = arith.select %high, %a, %t_3 : f64
  %t_4 = arith.select %middle, %pi_4, %zero : f64
  %base = arith.select %high, %pi_2, %t_4 : f64
  %t_5 = arith.select %middle, %pi_4_low, %zero : f64
  %low = arith.select %high, %pi_2_low, %t_5 : f64
  %z = arith.divf %n, %d : f64
  %v = arith.mulf %z, %z : f64
  // atan(z) = z + z^3 p(z^2)
  %t_6 = arith.mulf %z, %v : f64
  %p = arith.mulf %c11, %v : f64
  %p_1 = arith.addf %p, %c10 : f64
  %p_2 = arith.mulf %p_1, %v : f64
  %p_3 = arith.addf %p_2, %c9 : f64
  %p_4 = arith.mulf %p_3, %v : f64
  %p_5 = arith.addf %p_4, %c8 : f64
  %p_6 = arith.mulf %p_5, %v : f64
  %p_7 = arith.addf %p_6, %c7 : f64
  %p_8 = arith.mulf %p_7, %v : f64
  %p_9 = arith.addf %p_8, %c6 : f64
  %p_10 = arith.mulf %p_9, %v : f64
  %p_11 = arith.addf %p_10, %c5 : f64
  %p_12 = arith.mulf %p_11, %v : f64
  %p_13 = arith.addf %p_12, %c4 : f64
  %p_14 = arith.mulf %p_13, %v : f64
  %p_15 = arith.addf %p_14, %c3 : f64
  %p_16 = arith.mulf %p_15, %v : f64
  %p_17 = arith.addf %p_16, %c2 : f64
  %p_18 = arith.mulf %p_17, %v : f64
  %p_19 = arith.addf %p_18, %c1 : f64
  %p_20 = arith.mulf %p_19, %v : f64
  %p_21 = arith.addf %p_20, %c0 : f64
  %t_7 = arith.mulf %t_6, %p_21 : f64
  %t_8 = arith.addf %t_7, %low : f64
  %t_9 = arith.addf %z, %t_8 : f64
  %y = arith.addf %base, %t_9 : f64
  %bits_2 = arith.bitcast %y : f64 to i64
  %i = arith.ori %bits_2, %sign : i64
  %y_1 = arith.bitcast %i : i64 to f64
  gate.yield %y_1 : f64
}
