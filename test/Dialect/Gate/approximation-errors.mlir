// RUN: penstock-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{expected domain to be two numbers in order, found 1.000000e+00 and -1.000000e+00}}
gate.function @negative_domain(%x: f64) -> f64 attributes {approximation = #gate.approximation<@silu, table, domain = [1.0, -1.0], absolute error = 0.0, tolerance = 1.0, exhaustive, inputs = 1>} { // (C1)
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected a tolerance that is positive and finite, found 0}}
gate.function @negative_tolerance(%x: f64) -> f64 attributes {approximation = #gate.approximation<@silu, table, domain = [-inf, inf], absolute error = 0.0, tolerance = 0.0, exhaustive, inputs = 1>} { // (C2)
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected an error in 0 ... 1.000000e+00, found 2.000000e+00}}
gate.function @negative_error(%x: f64) -> f64 attributes {approximation = #gate.approximation<@silu, table, domain = [-1.0, inf], absolute error = 2.0, tolerance = 1.0, exhaustive, inputs = 1>} { // (C2)
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected a positive number of inputs, found 0}}
gate.function @negative_count(%x: f64) -> f64 attributes {approximation = #gate.approximation<@silu, table, domain = [-1.0, inf], relative error = 1.0, tolerance = 1.0, sampled, inputs = 0>} { // (C2)
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected an approximation to have one input and no parameters, found 2 and 0}}
gate.function @negative_inputs(%x: f64, %y: f64) -> f64 attributes {approximation = #gate.approximation<@silu, table, domain = [-1.0, 1.0], absolute error = 1.0, tolerance = 1.0, exhaustive, inputs = 1>} { // (C14)
  gate.yield %x : f64
}

// -----

// expected-error @below {{unknown function @nothing to be approximated}}
gate.function @negative_name(%x: f64) -> f64 attributes {approximation = #gate.approximation<@nothing, table, domain = [-1.0, 1.0], absolute error = 1.0, tolerance = 1.0, exhaustive, inputs = 1>} { // (C14)
  gate.yield %x : f64
}

// -----

// expected-error @below {{expected @swiglu to be a gate.function of one input whose parameters have defaults}}
gate.function @negative_other(%x: f64) -> f64 attributes {approximation = #gate.approximation<@swiglu, table, domain = [-1.0, 1.0], absolute error = 1.0, tolerance = 1.0, exhaustive, inputs = 1>} { // (C14)
  gate.yield %x : f64
}

// -----

gate.function @negative_bits(%x: f64) -> f64 attributes {approximation = #gate.approximation<@silu, integer, domain = [-1.0, 1.0], absolute error = 1.0, tolerance = 1.0, exhaustive, inputs = 1>} {
  // expected-error @below {{not allowed in a function's body: expected no bit cast}}
  %i = arith.bitcast %x : f64 to i64 // (C5)
  %y = arith.bitcast %i : i64 to f64
  gate.yield %y : f64
}
