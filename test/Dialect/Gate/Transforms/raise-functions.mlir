// RUN: penstock-opt %s --gate-raise | FileCheck %s

// Functions are found by what they compute, however it is spelled.

!t = tensor<4x8xf32>

// CHECK-LABEL: func @silu_of_sigmoid
// CHECK: gate.apply @silu ins(%arg0 : tensor<4x8xf32>)
func.func @silu_of_sigmoid(%x: !t) -> !t {
  %one = arith.constant dense<1.0> : !t
  %n = arith.negf %x : !t
  %e = math.exp %n : !t
  %d = arith.addf %e, %one : !t
  %s = arith.divf %one, %d : !t
  %y = arith.mulf %s, %x : !t
  return %y : !t
}

// CHECK-LABEL: func @silu_of_division
// CHECK: gate.apply @silu ins
func.func @silu_of_division(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %one = arith.constant dense<1.0> : !t
  %n = arith.subf %zero, %x : !t
  %e = math.exp %n : !t
  %d = arith.addf %one, %e : !t
  %y = arith.divf %x, %d : !t
  return %y : !t
}

// CHECK-LABEL: func @silu_of_tanh
// CHECK: gate.apply @silu ins
func.func @silu_of_tanh(%x: !t) -> !t {
  %half = arith.constant dense<0.5> : !t
  %one = arith.constant dense<1.0> : !t
  %h = arith.mulf %x, %half : !t
  %t = math.tanh %h : !t
  %p = arith.addf %t, %one : !t
  %y = arith.mulf %h, %p : !t
  return %y : !t
}

// A parameter is what makes the function equal.
// CHECK-LABEL: func @swish
// CHECK: gate.apply @swish<beta = 2.300000e+00> ins
func.func @swish(%x: !t) -> !t {
  %beta = arith.constant dense<-2.3> : !t
  %one = arith.constant dense<1.0> : !t
  %n = arith.mulf %beta, %x : !t
  %e = math.exp %n : !t
  %d = arith.addf %e, %one : !t
  %y = arith.divf %x, %d : !t
  return %y : !t
}

// CHECK-LABEL: func @gelu_of_erf
// CHECK: gate.apply @gelu ins
func.func @gelu_of_erf(%x: !t) -> !t {
  %half = arith.constant dense<0.5> : !t
  %one = arith.constant dense<1.0> : !t
  %root = arith.constant dense<1.41421354> : !t
  %t = arith.divf %x, %root : !t
  %e = math.erf %t : !t
  %p = arith.addf %e, %one : !t
  %h = arith.mulf %p, %half : !t
  %y = arith.mulf %x, %h : !t
  return %y : !t
}

// CHECK-LABEL: func @gelu_of_tanh
// CHECK: gate.apply @gelu_tanh ins
func.func @gelu_of_tanh(%x: !t) -> !t {
  %half = arith.constant dense<0.5> : !t
  %one = arith.constant dense<1.0> : !t
  %three = arith.constant dense<3.0> : !t
  %c = arith.constant dense<0.044715> : !t
  %root = arith.constant dense<0.797884583> : !t
  %cube = math.powf %x, %three : !t
  %ccube = arith.mulf %cube, %c : !t
  %sum = arith.addf %x, %ccube : !t
  %u = arith.mulf %sum, %root : !t
  %t = math.tanh %u : !t
  %p = arith.addf %t, %one : !t
  %h = arith.mulf %x, %half : !t
  %y = arith.mulf %h, %p : !t
  return %y : !t
}

// CHECK-LABEL: func @relu_of_select
// CHECK: gate.apply @relu ins
func.func @relu_of_select(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %c = arith.cmpf ugt, %x, %zero : !t
  %y = arith.select %c, %x, %zero : tensor<4x8xi1>, !t
  return %y : !t
}

// CHECK-LABEL: func @relu_of_maximum
// CHECK: gate.apply @relu ins
func.func @relu_of_maximum(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %y = arith.maximumf %zero, %x : !t
  return %y : !t
}

// CHECK-LABEL: func @softplus
// CHECK: gate.apply @softplus ins
func.func @softplus(%x: !t) -> !t {
  %limit = arith.constant dense<20.0> : !t
  %e = math.exp %x : !t
  %l = math.log1p %e : !t
  %c = arith.cmpf ogt, %x, %limit : !t
  %y = arith.select %c, %x, %l : tensor<4x8xi1>, !t
  return %y : !t
}

// CHECK-LABEL: func @mish
// CHECK: gate.apply @mish ins
func.func @mish(%x: !t) -> !t {
  %limit = arith.constant dense<20.0> : !t
  %e = math.exp %x : !t
  %l = math.log1p %e : !t
  %c = arith.cmpf ogt, %x, %limit : !t
  %s = arith.select %c, %x, %l : tensor<4x8xi1>, !t
  %t = math.tanh %s : !t
  %y = arith.mulf %t, %x : !t
  return %y : !t
}

// CHECK-LABEL: func @leaky_relu
// CHECK: gate.apply @leaky_relu<slope = 2.000000e-01> ins
func.func @leaky_relu(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %slope = arith.constant dense<0.2> : !t
  %c = arith.cmpf ogt, %x, %zero : !t
  %n = arith.mulf %x, %slope : !t
  %y = arith.select %c, %x, %n : tensor<4x8xi1>, !t
  return %y : !t
}

// CHECK-LABEL: func @elu
// CHECK: gate.apply @elu ins
func.func @elu(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %one = arith.constant dense<1.0> : !t
  %c = arith.cmpf ole, %x, %zero : !t
  %e = math.exp %x : !t
  %m = arith.subf %e, %one : !t
  %y = arith.select %c, %m, %x : tensor<4x8xi1>, !t
  return %y : !t
}

// CHECK-LABEL: func @hardswish
// CHECK: gate.apply @hardswish ins
func.func @hardswish(%x: !t) -> !t {
  %zero = arith.constant dense<0.0> : !t
  %one = arith.constant dense<1.0> : !t
  %half = arith.constant dense<0.5> : !t
  %sixth = arith.constant dense<0.166666672> : !t
  %s = arith.mulf %x, %sixth : !t
  %t = arith.addf %s, %half : !t
  %a = arith.maximumf %t, %zero : !t
  %b = arith.minimumf %a, %one : !t
  %y = arith.mulf %b, %x : !t
  return %y : !t
}

// The order of inputs is the function's, whatever that of the operands is.
// CHECK-LABEL: func @swiglu
// CHECK: gate.apply @swiglu ins(%arg1, %arg0 :
func.func @swiglu(%up: !t, %gate: !t) -> !t {
  %one = arith.constant dense<1.0> : !t
  %n = arith.negf %gate : !t
  %e = math.exp %n : !t
  %d = arith.addf %e, %one : !t
  %s = arith.divf %one, %d : !t
  %a = arith.mulf %s, %up : !t
  %y = arith.mulf %a, %gate : !t
  return %y : !t
}

// CHECK-LABEL: func @lerp
// CHECK: gate.apply @lerp ins(%arg2, %arg1, %arg0 :
func.func @lerp(%b: !t, %a: !t, %z: !t) -> !t {
  %d = arith.subf %a, %b : !t
  %m = arith.mulf %z, %d : !t
  %y = arith.addf %b, %m : !t
  return %y : !t
}

// CHECK-LABEL: func @swiglu_limited
// CHECK: gate.apply @swiglu_limited ins(%arg0, %arg1 :
func.func @swiglu_limited(%g: !t, %u: !t) -> !t {
  %one = arith.constant dense<1.0> : !t
  %lo = arith.constant dense<-7.0> : !t
  %hi = arith.constant dense<7.0> : !t
  %alpha = arith.constant dense<1.702> : !t
  %gc = arith.minimumf %g, %hi : !t
  %ul = arith.maximumf %u, %lo : !t
  %uc = arith.minimumf %ul, %hi : !t
  %t = arith.mulf %gc, %alpha : !t
  %n = arith.negf %t : !t
  %e = math.exp %n : !t
  %d = arith.addf %e, %one : !t
  %s = arith.divf %one, %d : !t
  %a = arith.mulf %gc, %s : !t
  %v = arith.addf %uc, %one : !t
  %y = arith.mulf %v, %a : !t
  return %y : !t
}

// The module's own function is found too.
gate.function @mine<%k: f64>(%x: f64) -> f64 {
  %s = math.sin %x : f64
  %y = arith.mulf %k, %s : f64
  gate.yield %y : f64
}
// CHECK-LABEL: func @own
// CHECK: gate.apply @mine<k = 5.000000e+00> ins
func.func @own(%x: !t) -> !t {
  %five = arith.constant dense<5.0> : !t
  %s = math.sin %x : !t
  %y = arith.mulf %s, %five : !t
  return %y : !t
}

// What has no name gets one; equal functions are one.
// CHECK-LABEL: func @anonymous
// CHECK: gate.apply @raised_0 ins(%arg0 : tensor<4x8xf32>)
// CHECK: gate.apply @raised_0 ins(%arg1 : tensor<3xf32>)
func.func @anonymous(%x: !t, %z: tensor<3xf32>) -> (!t, tensor<3xf32>) {
  %sx = math.sin %x : !t
  %cx = math.cos %sx : !t
  %sz = math.sin %z : tensor<3xf32>
  %cz = math.cos %sz : tensor<3xf32>
  return %cx, %cz : !t, tensor<3xf32>
}

// CHECK: gate.function private @raised_0(%x: f32) -> f32 {
// CHECK-NEXT: math.sin
// CHECK-NEXT: math.cos
