// RUN: penstock-opt %s -penstock-approximate-math | FileCheck %s --check-prefixes=CHECK,PLAIN
// RUN: penstock-opt %s -penstock-approximate-math="expand-half=1" | FileCheck %s --check-prefixes=CHECK,HALF
// RUN: penstock-opt %s -penstock-approximate-math="convert-bf16=1" | FileCheck %s --check-prefix=BF16
// RUN: penstock-opt %s -penstock-approximate-math="expand-rounding=1" | FileCheck %s --check-prefixes=CHECK,ROUND

// f32: reduction by ln 2 in two parts, a polynomial of degree 6, and the
// exponent put in by bits, in two factors.
// CHECK-LABEL: func.func @exp_f32(
// CHECK-DAG: arith.constant dense<1.44269502> : vector<8xf32>
// CHECK-DAG: arith.constant dense<0.693145751> : vector<8xf32>
// CHECK-DAG: arith.constant dense<1.42860677E-6> : vector<8xf32>
// CHECK-NOT: math.exp
// CHECK: arith.mulf %{{.*}} fastmath<contract> : vector<8xf32>
// CHECK: arith.shli
// CHECK: arith.bitcast %{{.*}} : vector<8xi32> to vector<8xf32>
// CHECK: arith.mulf
// CHECK: return
func.func @exp_f32(%x: vector<8xf32>) -> vector<8xf32> {
  %y = math.exp %x : vector<8xf32>
  return %y : vector<8xf32>
}

// What few arguments need is computed where some lane needs it.
// CHECK-LABEL: func.func @sin_f32(
// CHECK-NOT: arith.extf
// CHECK: %[[LARGE:.*]] = arith.cmpf ogt
// CHECK: %[[ANY:.*]] = vector.reduction <or>, %[[LARGE]]
// CHECK: scf.if %[[ANY]]
// CHECK: arith.extf %{{.*}} : vector<8xf32> to vector<8xf64>
// CHECK: arith.select %[[LARGE]]
// CHECK: } else {
// CHECK-NOT: xf64>
// CHECK: return
func.func @sin_f32(%x: vector<8xf32>) -> vector<8xf32> {
  %y = math.sin %x : vector<8xf32>
  return %y : vector<8xf32>
}

// CHECK-LABEL: func.func @sin_scalar(
// CHECK-NOT: vector
// CHECK: scf.if
// CHECK: return
func.func @sin_scalar(%x: f32) -> f32 {
  %y = math.sin %x : f32
  return %y : f32
}

// f64: the catalogue's function, in products and sums only.
// CHECK-LABEL: func.func @exp_f64(
// CHECK-NOT: math.{{exp|fma}}
// CHECK: arith.mulf %{{.*}} : vector<4xf64>
// CHECK-NOT: math.{{exp|fma}}
// CHECK: return %{{.*}} : vector<4xf64>
func.func @exp_f64(%x: vector<4xf64>) -> vector<4xf64> {
  %y = math.exp %x : vector<4xf64>
  return %y : vector<4xf64>
}

// CHECK-LABEL: func.func @functions_f64(
// CHECK-NOT: math.{{exp|exp2|expm1|log|log2|log1p|tanh|erf|erfc|sin|cos|atan}} %
// CHECK: return
func.func @functions_f64(%x: f64) -> (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) {
  %0 = math.exp2 %x : f64
  %1 = math.expm1 %x : f64
  %2 = math.log %x : f64
  %3 = math.log2 %x : f64
  %4 = math.log1p %x : f64
  %5 = math.tanh %x : f64
  %6 = math.erf %x : f64
  %7 = math.erfc %x : f64
  %8 = math.sin %x : f64
  %9 = math.cos %x : f64
  %10 = math.atan %x : f64
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10 : f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64
}

// CHECK-LABEL: func.func @functions_f32(
// CHECK-NOT: math.{{exp|expm1|log|log2|log1p|tanh|erf|erfc|sin|cos|atan}} %
// CHECK: return
func.func @functions_f32(%x: f32) -> (f32, f32, f32, f32, f32, f32, f32, f32, f32, f32) {
  %0 = math.expm1 %x : f32
  %1 = math.log %x : f32
  %2 = math.log2 %x : f32
  %3 = math.log1p %x : f32
  %4 = math.tanh %x : f32
  %5 = math.erf %x : f32
  %6 = math.erfc %x : f32
  %7 = math.sin %x : f32
  %8 = math.cos %x : f32
  %9 = math.atan %x : f32
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9 : f32, f32, f32, f32, f32, f32, f32, f32, f32, f32
}

// Instructions of every target stay.
// CHECK-LABEL: func.func @instructions(
// CHECK-SAME: %[[X:.*]]: f32)
// CHECK-NEXT: math.sqrt %[[X]] : f32
// CHECK-NEXT: math.absf %[[X]] : f32
// CHECK-NEXT: return
func.func @instructions(%x: f32) -> (f32, f32) {
  %0 = math.sqrt %x : f32
  %1 = math.absf %x : f32
  return %0, %1 : f32, f32
}

// CHECK-LABEL: func.func @fma(
// CHECK-SAME: %[[A:[^:]*]]: vector<8xf32>, %[[B:[^:]*]]: vector<8xf32>, %[[C:[^:]*]]: vector<8xf32>)
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[A]], %[[B]] fastmath<contract> : vector<8xf32>
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[P]], %[[C]] fastmath<contract> : vector<8xf32>
// CHECK-NEXT: return %[[S]]
func.func @fma(%a: vector<8xf32>, %b: vector<8xf32>, %c: vector<8xf32>) -> vector<8xf32> {
  %r = math.fma %a, %b, %c : vector<8xf32>
  return %r : vector<8xf32>
}

// To nearest even: half an ulp, less one where the bit above is even. NaN
// stays one.
// CHECK-LABEL: func.func @trunc_bf16(
// CHECK-SAME: %[[X:.*]]: vector<8xf32>)
// CHECK-DAG: %[[HALF:.*]] = arith.constant dense<32767> : vector<8xi32>
// CHECK-DAG: %[[QUIET:.*]] = arith.constant dense<32704> : vector<8xi16>
// CHECK-NOT: arith.truncf
// CHECK: %[[NAN:.*]] = arith.cmpf une, %[[X]], %[[X]]
// CHECK-NEXT: %[[BITS:.*]] = arith.bitcast %[[X]] : vector<8xf32> to vector<8xi32>
// CHECK: %[[ODD:.*]] = arith.andi
// CHECK-NEXT: %[[BIAS:.*]] = arith.addi %[[ODD]], %[[HALF]]
// CHECK-NEXT: arith.addi %[[BITS]], %[[BIAS]]
// CHECK: %[[R:.*]] = arith.trunci %{{.*}} : vector<8xi32> to vector<8xi16>
// CHECK-NEXT: arith.select %[[NAN]], %[[QUIET]], %[[R]]
// CHECK-NEXT: arith.bitcast %{{.*}} : vector<8xi16> to vector<8xbf16>
func.func @trunc_bf16(%x: vector<8xf32>) -> vector<8xbf16> {
  %r = arith.truncf %x : vector<8xf32> to vector<8xbf16>
  return %r : vector<8xbf16>
}

// By the instruction, but for vectors with subnormal numbers.
// BF16-LABEL: func.func @trunc_bf16_long(
// BF16-SAME: %[[X:.*]]: vector<2x16xf32>)
// BF16: %[[P:.*]] = vector.extract %[[X]][0]
// BF16: %[[S:.*]] = llvm.call_intrinsic "llvm.x86.avx512.fpclass.ps.512"(%[[P]], %{{.*}}) : (vector<16xf32>, i32) -> vector<16xi1>
// BF16: %[[Q:.*]] = vector.extract %[[X]][1]
// BF16: %[[T:.*]] = llvm.call_intrinsic "llvm.x86.avx512.fpclass.ps.512"(%[[Q]],
// BF16: %[[EITHER:.*]] = arith.ori %[[S]], %[[T]]
// BF16: %[[ANY:.*]] = vector.reduction <or>, %[[EITHER]]
// BF16: scf.if %[[ANY]] -> (vector<2x16xbf16>)
// BF16: arith.trunci %{{.*}} : vector<2x16xi32> to vector<2x16xi16>
// BF16: } else {
// BF16: llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"(%[[P]]) : (vector<16xf32>) -> vector<16xbf16>
// BF16: llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"(%[[Q]])
func.func @trunc_bf16_long(%x: vector<2x16xf32>) -> vector<2x16xbf16> {
  %r = arith.truncf %x : vector<2x16xf32> to vector<2x16xbf16>
  return %r : vector<2x16xbf16>
}

// CHECK-LABEL: func.func @ext_bf16(
// CHECK-NOT: arith.extf
// CHECK: arith.extui %{{.*}} : vector<8xi16> to vector<8xi32>
// CHECK-NEXT: arith.shli
// CHECK-NEXT: arith.bitcast %{{.*}} : vector<8xi32> to vector<8xf32>
func.func @ext_bf16(%x: vector<8xbf16>) -> vector<8xf32> {
  %r = arith.extf %x : vector<8xbf16> to vector<8xf32>
  return %r : vector<8xf32>
}

// One rounding in effect: to odd on the way through f32.
// CHECK-LABEL: func.func @trunc_f64_bf16(
// CHECK: arith.truncf %{{.*}} : f64 to f32
// CHECK: arith.ori
// CHECK-NOT: to bf16
// CHECK: arith.trunci %{{.*}} : i32 to i16
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @trunc_f64_bf16(%x: f64) -> bf16 {
  %r = arith.truncf %x : f64 to bf16
  return %r : bf16
}

// CHECK-LABEL: func.func @trunc_f16(
// PLAIN: arith.truncf %{{.*}} : vector<8xf32> to vector<8xf16>
// HALF-NOT: arith.truncf
// HALF: arith.trunci %{{.*}} : vector<8xi32> to vector<8xi16>
// HALF-NEXT: arith.bitcast %{{.*}} : vector<8xi16> to vector<8xf16>
// CHECK: return
func.func @trunc_f16(%x: vector<8xf32>) -> vector<8xf16> {
  %r = arith.truncf %x : vector<8xf32> to vector<8xf16>
  return %r : vector<8xf16>
}

// CHECK-LABEL: func.func @ext_f16(
// PLAIN: arith.extf %{{.*}} : f16 to f32
// HALF-NOT: arith.extf
// HALF: arith.extui %{{.*}} : i16 to i32
// HALF: arith.mulf
// HALF: arith.bitcast %{{.*}} : i32 to f32
// CHECK: return
func.func @ext_f16(%x: f16) -> f32 {
  %r = arith.extf %x : f16 to f32
  return %r : f32
}

// CHECK-LABEL: func.func @rounding(
// PLAIN-NEXT: math.floor
// PLAIN-NEXT: math.ceil
// PLAIN-NEXT: math.roundeven
// PLAIN-NEXT: math.trunc
// PLAIN-NEXT: math.round
// ROUND: arith.constant dense<0x4B000000> : vector<4xf32>
// ROUND-NOT: math.{{floor|ceil|roundeven|trunc|round}}
// CHECK: return
func.func @rounding(%x: vector<4xf32>)
    -> (vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>) {
  %0 = math.floor %x : vector<4xf32>
  %1 = math.ceil %x : vector<4xf32>
  %2 = math.roundeven %x : vector<4xf32>
  %3 = math.trunc %x : vector<4xf32>
  %4 = math.round %x : vector<4xf32>
  return %0, %1, %2, %3, %4 : vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>
}

// CHECK-LABEL: func.func @by_way_of_others_f32(
// CHECK-NOT: math.{{exp2|log10|powf|sinh|log }}
// CHECK: return
func.func @by_way_of_others_f32(%x: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>) {
  %0 = math.exp2 %x : vector<8xf32>
  %1 = math.log10 %x : vector<8xf32>
  %2 = math.powf %x, %x : vector<8xf32>
  %3 = math.sinh %x : vector<8xf32>
  return %0, %1, %2, %3 : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
}

// Halves are multiplied and added in f32, and rounded once.
// CHECK-LABEL: func.func @fma_bf16(
// CHECK-NOT: math.fma
// CHECK: %[[PRODUCT:.*]] = arith.mulf %{{.*}} fastmath<contract> : f32
// CHECK: arith.addf %[[PRODUCT]], %{{.*}} fastmath<contract> : f32
// CHECK: return %{{.*}} : bf16
func.func @fma_bf16(%a: bf16, %b: bf16, %c: bf16) -> bf16 {
  %y = math.fma %a, %b, %c : bf16
  return %y : bf16
}

// CHECK-LABEL: func.func @absi(
// CHECK: %[[NEGATED:.*]] = arith.subi %{{.*}}, %arg0 : vector<2x4xi64>
// CHECK: arith.maxsi %arg0, %[[NEGATED]] : vector<2x4xi64>
// CHECK: math.absi %arg1 : vector<4xi64>
func.func @absi(%x: vector<2x4xi64>, %y: vector<4xi64>) -> (vector<2x4xi64>, vector<4xi64>) {
  %0 = math.absi %x : vector<2x4xi64>
  %1 = math.absi %y : vector<4xi64>
  return %0, %1 : vector<2x4xi64>, vector<4xi64>
}
