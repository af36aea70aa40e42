// RUN: penstock-opt %s -penstock-prepare-kernels -split-input-file -verify-diagnostics

// expected-error @below {{expected argument #1 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'memref<4xf32>'}}
func.func @negative_argument_memref(%x: tensor<4xf32>, %m: memref<4xf32>) {
  return
}

// -----

// expected-error @below {{expected argument #0 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'tensor<*xf32>'}}
func.func @negative_argument_unranked(%x: tensor<*xf32>) {
  return
}

// -----

// expected-error @below {{expected argument #0 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'bf16'}}
func.func @negative_argument_bf16(%x: bf16) {
  return
}

// -----

// expected-error @below {{expected argument #0 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'i1'}}
func.func @negative_argument_i1(%x: i1) {
  return
}

// -----

// expected-error @below {{expected argument #0 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'vector<4xf32>'}}
func.func @negative_argument_vector(%x: vector<4xf32>) {
  return
}

// -----

// expected-error @below {{expected result #1 of a kernel to be a ranked tensor of numbers, found 'f32'}}
func.func @negative_result_scalar(%x: tensor<4xf32>, %s: f32) -> (tensor<4xf32>, f32) {
  return %x, %s : tensor<4xf32>, f32
}

// -----

// expected-error @below {{expected result #0 of a kernel to be a ranked tensor of numbers, found 'tensor<*xf32>'}}
func.func @negative_result_unranked(%x: tensor<4xf32>) -> tensor<*xf32> {
  %y = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// expected-error @below {{expected a kernel of one block, found 2}}
func.func @negative_blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^bb1
^bb1:
  return %x : tensor<4xf32>
}

// -----

// expected-error @below {{expected argument #0 of a kernel to be a ranked tensor of numbers or a scalar of f32, f64, i32, i64 or index, found 'tensor<4xcomplex<f32>>'}}
func.func @negative_argument_complex(%x: tensor<4xcomplex<f32>>) {
  return
}

// -----

// expected-error @below {{expected result #0 of a kernel to be a ranked tensor of numbers, found 'tensor<4xcomplex<f32>>'}}
func.func @negative_result_complex() -> tensor<4xcomplex<f32>> {
  %x = tensor.empty() : tensor<4xcomplex<f32>>
  return %x : tensor<4xcomplex<f32>>
}
