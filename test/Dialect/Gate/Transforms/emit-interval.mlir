// RUN: penstock-opt %s -gate-emit-interval=functions=product,sigmoid,rest,halved,mean | FileCheck %s

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

// Loops carry both bounds.
// CHECK-LABEL: gate.function @halved_low(%x_low: f64, %x_high: f64)
// CHECK: %[[LOOP:.*]]:2 = scf.for {{.*}} iter_args(%{{.*}} = %x_low, %{{.*}} = %x_high) -> (f64, f64)
// CHECK: scf.yield %{{.*}}, %{{.*}} : f64, f64
// CHECK: gate.yield %[[LOOP]]#0
// CHECK-LABEL: gate.function @halved_high
// CHECK: gate.yield %{{.*}}#1
gate.function @halved(%x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %half = arith.constant 0.5 : f64
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %x) -> (f64) {
    %next = arith.mulf %t, %half : f64
    scf.yield %next : f64
  }
  gate.yield %y : f64
}

// The bound of a sum is moved by what its elements' number may lose.
// CHECK-LABEL: gate.row_function @mean_low(%x_low: f64, %x_high: f64)
// CHECK-DAG: %[[SUM:.*]] = gate.reduce add %x_low
// CHECK-DAG: %[[SIZE:.*]] = gate.reduce add %{{[^x].*}}
// CHECK-DAG: %[[N:.*]] = gate.row_size
// CHECK: %[[LOSS:.*]] = arith.mulf %{{.*}}, %[[SIZE]]
// CHECK: arith.subf %[[SUM]], %[[LOSS]]
// CHECK-LABEL: gate.row_function @mean_high
gate.row_function @mean(%x: f64) -> f64 {
  %n = gate.row_size : f64
  %sum = gate.reduce add %x : f64
  %y = arith.divf %sum, %n : f64
  gate.yield %y : f64
}
