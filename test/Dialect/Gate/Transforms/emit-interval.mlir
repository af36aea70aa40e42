// RUN: penstock-opt %s -gate-emit-interval=functions=product,sigmoid,rest | FileCheck %s

// The least of the four products of the ends, and one step outward.
// CHECK-LABEL: gate.function @product_low(%x_low: f64, %x_high: f64, %y_low: f64, %y_high: f64) -> f64
// CHECK-DAG: %[[LL:.*]] = arith.mulf %x_low, %y_low
// CHECK-DAG: %[[LH:.*]] = arith.mulf %x_low, %y_high
// CHECK-DAG: %[[HL:.*]] = arith.mulf %x_high, %y_low
// CHECK-DAG: %[[HH:.*]] = arith.mulf %x_high, %y_high
// CHECK-DAG: %[[A:.*]] = arith.minnumf %[[LL]], %[[LH]]
// CHECK-DAG: %[[B:.*]] = arith.minnumf %[[HL]], %[[HH]]
// CHECK: arith.minnumf %[[A]], %[[B]]
// CHECK: %[[STEP:.*]] = arith.addf
// CHECK: %[[LOW:.*]] = arith.subf %{{.*}}, %[[STEP]]
// CHECK: gate.yield %[[LOW]]
// CHECK-LABEL: gate.function @product_high
// CHECK: arith.maxnumf
// CHECK: %[[STEP:.*]] = arith.addf
// CHECK: %[[HIGH:.*]] = arith.addf %{{.*}}, %[[STEP]]
// CHECK: gate.yield %[[HIGH]]
gate.function @product(%x: f64, %y: f64) -> f64 {
  %r = arith.mulf %x, %y : f64
  gate.yield %r : f64
}

// It increases, so that each bound reads one end; what it gives is not less
// than 0, the bound of its range.
// CHECK-LABEL: gate.function @sigmoid_low(%x_low: f64, %x_high: f64)
// CHECK-NOT: %x_high
// CHECK: arith.negf %x_low
// CHECK-NOT: %x_high
// CHECK: gate.yield
// CHECK-LABEL: gate.function @sigmoid_high(%x_low: f64, %x_high: f64)
// CHECK-NOT: %x_low
// CHECK: arith.negf %x_high
// CHECK-NOT: %x_low
// CHECK: gate.yield

// A parameter stays what it is.
// CHECK-LABEL: gate.function @rest_low<%k: f64 = 2.000000e+00>(%x_low: f64, %x_high: f64)
// CHECK: arith.subf %k, %x_high
// CHECK-LABEL: gate.function @rest_high<%k: f64 = 2.000000e+00>(%x_low: f64, %x_high: f64)
// CHECK: arith.subf %k, %x_low
gate.function @rest<%k: f64 = 2.0>(%x: f64) -> f64 {
  %r = arith.subf %k, %x : f64
  gate.yield %r : f64
}
