// RUN: penstock-opt %s -gate-approximate="functions=silu,own,swish tolerance=1e-3 domain=0.5,4" | FileCheck %s
// RUN: penstock-opt %s -gate-approximate="functions=tanh tolerance=1e-4 form=rational error=relative verify=sampled" | FileCheck %s --check-prefix=ODD

gate.function @own<%a: f64 = 1.0>(%x: f64) -> f64 {
  %e = math.exp %x : f64
  %y = arith.mulf %a, %e : f64
  gate.yield %y : f64
}

gate.row_function @row(%x: f64) -> f64 {
  %y = gate.call @silu(%x) : f64
  %sum = gate.reduce add %y : f64
  %z = arith.divf %y, %sum : f64
  gate.yield %z : f64
}

// What is not asked for stays, and so does what is there.
// CHECK: gate.function @own<%a: f64 = 1.000000e+00>(%x: f64) -> f64 {
// CHECK: gate.row_function @row(%x: f64) -> f64 {
// CHECK-NEXT: gate.call @silu

// CHECK-LABEL: func.func @uses
func.func @uses(%x: tensor<8x64xf32>, %w: tensor<64x32xf32>,
                %o: tensor<8x64xf32>, %h: tensor<8x32xf32>) {
  // CHECK: gate.apply @silu_approximate ins
  %0 = gate.apply @silu ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
  // CHECK: gate.apply @silu_approximate ins{{.*}} {rounding = #gate.rounding<each>}
  %1 = gate.apply @silu ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
    {rounding = #gate.rounding<each>}
  // CHECK: gate.apply @swish_approximate ins
  %2 = gate.apply @swish<beta = 1.5> ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
  // CHECK: gate.apply @swish_approximate_0 ins
  %3 = gate.apply @swish<beta = 1.0> ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
  // CHECK: gate.apply_row @row_approximate ins
  %4 = gate.apply_row @row ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
  // CHECK: gate.gated_matmul @swiglu_approximate ins
  %5 = gate.gated_matmul @swiglu ins(%x : tensor<8x64xf32>)
    weights(%w, %w : tensor<64x32xf32>, tensor<64x32xf32>) outs(%h : tensor<8x32xf32>)
  // CHECK: gate.apply @tanh ins
  %6 = gate.apply @tanh ins(%x : tensor<8x64xf32>) outs(%o : tensor<8x64xf32>)
  return
}

// One approximation for each function and its parameters.
// CHECK: gate.function @silu_approximate(%x: f64) -> f64
// CHECK-SAME: approximation = #gate.approximation<@silu, polynomial, domain = [5.000000e-01, 4.000000e+00], absolute error = {{[0-9.E-]+}}, tolerance = 1.000000e-03, exhaustive, inputs = 25165825>
// CHECK-SAME: vjp = #gate.vjp<surrogate(@silu)>
// CHECK: arith.cmpf olt, %x
// CHECK-NEXT: arith.select
// CHECK: arith.cmpf ogt
// CHECK-NEXT: arith.select
// CHECK-COUNT-5: math.fma
// CHECK-NEXT: gate.yield
// CHECK: gate.function @swish_bound(%x: f64) -> f64 attributes {summary = "swish at beta = 1.5"} {
// CHECK: gate.call @swish(%x, %{{.*}})
// CHECK: gate.function @swish_approximate(%x: f64)
// CHECK-SAME: #gate.approximation<@swish_bound, polynomial
// CHECK: gate.function @swish_approximate_0(%x: f64)
// CHECK-SAME: #gate.approximation<@swish, polynomial
// CHECK: gate.row_function @row_approximate(%x: f64)
// CHECK-NEXT: gate.call @silu_approximate(%x)
// CHECK: gate.function @swiglu_approximate(%gate: f64, %up: f64)
// CHECK-NEXT: gate.call @silu_approximate(%gate)
// A derivative stays exact.
// CHECK: } derivative(%gate, %up) {
// CHECK: gate.call @sigmoid
// One that nothing uses is there too.
// CHECK: gate.function @own_approximate(%x: f64)
// CHECK-SAME: #gate.approximation<@own, polynomial, domain = [5.000000e-01, 4.000000e+00]

// An odd function is x times a function of x^2, and a constant far out.
// ODD: gate.function @tanh_approximate(%x: f64)
// ODD-SAME: #gate.approximation<@tanh, rational, domain = [-inf, inf], relative error = {{.*}}, tolerance = 1.000000e-04, sampled
// ODD: arith.mulf %x, %x
// ODD: %[[R:.*]] = arith.divf
// ODD-NEXT: %[[Y:.*]] = arith.mulf %x, %[[R]]
// ODD: %[[LOW:.*]] = arith.constant -1.0
// ODD: %[[Z:.*]] = arith.select %{{.*}}, %[[LOW]], %[[Y]]
// ODD: %[[HIGH:.*]] = arith.constant 1.0
// ODD: arith.select %{{.*}}, %[[HIGH]], %[[Z]]

// RUN: penstock-opt %s -gate-approximate="functions=silu form=piecewise-linear tolerance=2e-2 domain=0.5,4 verify=sampled" | FileCheck %s --check-prefix=LINES
// RUN: penstock-opt %s -gate-approximate="functions=silu form=table tolerance=1e-1 domain=0.5,4 verify=sampled" | FileCheck %s --check-prefix=TABLE
// RUN: penstock-opt %s -gate-approximate="functions=silu form=integer tolerance=1e-2 domain=0.5,4 verify=sampled" | FileCheck %s --check-prefix=INTEGER

// LINES: gate.function @silu_approximate(%x: f64)
// LINES-SAME: #gate.approximation<@silu, piecewise_linear
// LINES: %[[BEHIND:.*]] = arith.cmpf oge, %[[X:.*]], %{{.*}}
// LINES: %[[SLOPE:.*]] = arith.select %[[BEHIND]]
// LINES: %[[INTERCEPT:.*]] = arith.select %[[BEHIND]]
// LINES-NOT: select
// LINES: math.fma %[[X]], %[[SLOPE]], %[[INTERCEPT]]

// TABLE: gate.function @silu_approximate(%x: f64)
// TABLE-SAME: #gate.approximation<@silu, table
// TABLE: %[[PLACE:.*]] = math.fma
// TABLE: math.floor %[[PLACE]]
// TABLE: %[[BETWEEN:.*]] = arith.subf %[[PLACE]]
// TABLE: math.fma %[[BETWEEN]]

// Integers alone between the two conversions.
// INTEGER: gate.function @silu_approximate(%x: f64)
// INTEGER-SAME: #gate.approximation<@silu, integer
// INTEGER: math.roundeven
// INTEGER: %[[U:.*]] = arith.fptosi %{{.*}} : f64 to i32
// INTEGER-NOT: f64
// INTEGER: arith.muli %{{.*}}, %[[U]]
// INTEGER-NOT: f64
// INTEGER: arith.addi
// INTEGER-NOT: f64
// INTEGER: arith.shrsi
// INTEGER-NOT: {{f64|i64}}
// INTEGER: arith.sitofp

// Products of 64 bits; the square of the input, since silu is even but for x/2,
// which is added with its own scale.
// RUN: penstock-opt %s -gate-approximate="functions=silu form=integer tolerance=1e-2 domain=-4,4 verify=sampled bits=32" | FileCheck %s --check-prefix=WIDE
// WIDE: gate.function @silu_approximate(%x: f64)
// WIDE: %[[U:.*]] = arith.fptosi %{{.*}} : f64 to i32
// WIDE-NEXT: %[[V:.*]] = arith.extsi %[[U]] : i32 to i64
// WIDE-NEXT: arith.muli %[[V]], %[[V]] : i64
// WIDE: arith.trunci
// WIDE-NOT: f64
// WIDE: %[[HALF:.*]] = arith.muli %{{.*}}, %[[V]] : i64
// WIDE: arith.shli
// WIDE-NOT: f64
// WIDE: arith.sitofp %{{.*}} : i32 to f64

// As few bits as do: at this tolerance 16 do not.
// RUN: penstock-opt %s -gate-approximate="functions=silu form=integer tolerance=1e-5 domain=-4,4 verify=sampled" | FileCheck %s --check-prefix=WIDE
