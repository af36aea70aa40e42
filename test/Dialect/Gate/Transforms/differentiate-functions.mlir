// RUN: penstock-opt %s -gate-differentiate=functions=sigmoid_of,silu_of,swish_of,gelu_of,clamp_of,given,shared,power,branches | FileCheck %s

// s (1 - s), of the function's own value.
// CHECK-LABEL: gate.function @sigmoid_of
// CHECK: } derivative(%[[X:.*]]) {
// CHECK-DAG: %[[ONE:.*]] = arith.constant 1.0
// CHECK: %[[N:.*]] = arith.negf %[[X]]
// CHECK: %[[E:.*]] = math.exp %[[N]]
// CHECK: %[[D:.*]] = arith.addf %[[ONE]], %[[E]]
// CHECK: %[[S:.*]] = arith.divf %[[ONE]], %[[D]]
// CHECK: %[[R:.*]] = arith.subf %[[ONE]], %[[S]]
// CHECK: %[[DX:.*]] = arith.mulf %[[R]], %[[S]]
// CHECK: gate.yield %[[DX]]
gate.function @sigmoid_of(%x: f64) -> f64 {
  %one = arith.constant 1.0 : f64
  %n = arith.negf %x : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %y = arith.divf %one, %d : f64
  gate.yield %y : f64
}

// s (1 + (1 - s) x): four operations behind the sigmoid.
// CHECK-LABEL: gate.function @silu_of
// CHECK: } derivative(
// CHECK: %[[S:.*]] = arith.divf
// CHECK-NEXT: %[[R:.*]] = arith.subf %{{.*}}, %[[S]]
// CHECK-NEXT: %[[XR:.*]] = arith.mulf %[[R]], %{{.*}}
// CHECK-NEXT: %[[T:.*]] = arith.addf %{{.*}}, %{{.*}}
// CHECK-NEXT: %[[DX:.*]] = arith.mulf %[[S]], %[[T]]
// CHECK-NEXT: gate.yield %[[DX]]
gate.function @silu_of(%x: f64) -> f64 {
  %s = gate.call @sigmoid_body(%x) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
}
gate.function @sigmoid_body(%x: f64) -> f64 {
  %one = arith.constant 1.0 : f64
  %n = arith.negf %x : f64
  %e = math.exp %n : f64
  %d = arith.addf %one, %e : f64
  %y = arith.divf %one, %d : f64
  gate.yield %y : f64
}

// A call's function gives the derivative; its value stays a call.
// CHECK-LABEL: gate.function @swish_of
// CHECK: } derivative(%[[X:.*]], %[[BETA:.*]]) {
// CHECK: gate.call @sigmoid(
// CHECK: math.absf
gate.function @swish_of<%beta: f64 = 1.0>(%x: f64) -> f64 {
  %t = arith.mulf %beta, %x : f64
  %s = gate.call @sigmoid(%t) : f64
  %y = arith.mulf %x, %s : f64
  gate.yield %y : f64
}

// CHECK-LABEL: gate.function @gelu_of
// CHECK: } derivative(
// CHECK-COUNT-1: math.erfc
// CHECK-COUNT-1: math.exp
// CHECK-NOT: math
// CHECK: gate.yield
gate.function @gelu_of(%x: f64) -> f64 {
  %half = arith.constant 0.5 : f64
  %c = arith.constant -0.70710678118654752440 : f64
  %t = arith.mulf %x, %c : f64
  %e = math.erfc %t : f64
  %hx = arith.mulf %x, %half : f64
  %y = arith.mulf %hx, %e : f64
  gate.yield %y : f64
}

// Selects of 1 and 0; nothing is multiplied.
// CHECK-LABEL: gate.function @clamp_of
// CHECK: } derivative(
// CHECK-NOT: arith.mulf
// CHECK: arith.cmpf ugt
// CHECK: arith.select
// CHECK: arith.cmpf ult
// CHECK: arith.select
// CHECK: gate.yield
gate.function @clamp_of(%x: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %six = arith.constant 6.0 : f64
  %a = arith.maximumf %x, %zero : f64
  %y = arith.minimumf %a, %six : f64
  gate.yield %y : f64
}

// What is given stays.
// CHECK-LABEL: gate.function @given
// CHECK: derivative(%{{.*}}) {
// CHECK-NEXT: %[[C:.*]] = arith.constant 7.0
// CHECK-NEXT: gate.yield %[[C]]
gate.function @given(%x: f64) -> f64 {
  gate.yield %x : f64
} derivative(%x) {
  %c = arith.constant 7.0 : f64
  gate.yield %c : f64
}

// The derivative by each input; that of one which does not matter is 0.
// CHECK-LABEL: gate.function @shared
// CHECK: derivative(%[[A:.*]], %[[B:.*]], %[[C:.*]]) {
// CHECK: %[[Z:.*]] = arith.constant 0.0
// CHECK: gate.yield %[[B]], %[[A]], %[[Z]]
gate.function @shared(%a: f64, %b: f64, %c: f64) -> f64 {
  %y = arith.mulf %a, %b : f64
  gate.yield %y : f64
}

// CHECK-LABEL: gate.function @power
// CHECK: derivative(%[[X:.*]]) {
// CHECK-NEXT: %[[TWO:.*]] = arith.constant 2.0
// CHECK-NEXT: %[[D:.*]] = arith.mulf %[[X]], %[[TWO]]
// CHECK-NEXT: gate.yield %[[D]]
gate.function @power(%x: f64) -> f64 {
  %two = arith.constant 2.0 : f64
  %y = math.powf %x, %two : f64
  gate.yield %y : f64
}

// Both sides are differentiated, and the side taken is selected.
// CHECK-LABEL: gate.function @branches
// CHECK: derivative(%[[X:.*]]) {
// CHECK: %[[P:.*]] = arith.cmpf ogt
// CHECK: %[[D:.*]] = arith.select %[[P]]
// CHECK-NEXT: gate.yield %[[D]]
gate.function @branches(%x: f64) -> f64 {
  %zero = arith.constant 0.0 : f64
  %positive = arith.cmpf ogt, %x, %zero : f64
  %y = scf.if %positive -> f64 {
    %s = arith.mulf %x, %x : f64
    scf.yield %s : f64
  } else {
    %e = math.sin %x : f64
    scf.yield %e : f64
  }
  gate.yield %y : f64
}
