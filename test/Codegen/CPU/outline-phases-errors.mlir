// RUN: penstock-opt %s -penstock-outline-phases -split-input-file -verify-diagnostics

func.func @negative_buffer_large(%x: memref<?xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens"]}], name = "k", strategies = [], symbols = ["tokens"]}} {
  scf.forall (%i) in (4) {
    // expected-error @below {{a task needs a buffer of 'memref<16385xf32>', which is more than the 65536 bytes of stack that a kernel has}}
    %b = memref.alloc() : memref<16385xf32>
    %v = memref.load %b[%i] : memref<16385xf32>
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return
}

// -----

func.func @negative_buffers_together(%x: memref<?xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens"]}], name = "k", strategies = [], symbols = ["tokens"]}} {
  scf.forall (%i) in (4) {
    %a = memref.alloc() : memref<16000xf32>
    // expected-error @below {{a task needs a buffer of 'memref<400xf32>', which is more than the 65536 bytes of stack that a kernel has}}
    %b = memref.alloc() : memref<400xf32>
    %v = memref.load %b[%i] : memref<400xf32>
    memref.store %v, %a[%i] : memref<16000xf32>
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return
}

// -----

func.func @negative_buffer_dynamic(%x: memref<?xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens"]}], name = "k", strategies = [], symbols = ["tokens"]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.forall (%i) in (4) {
    // expected-error @below {{a task needs a buffer of 'memref<?xf32>', which is more than the 65536 bytes of stack that a kernel has}}
    %b = memref.alloc(%n) : memref<?xf32>
    %v = memref.load %b[%i] : memref<?xf32>
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return
}

// -----

func.func @buffer_largest(%x: memref<?xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens"]}], name = "k", strategies = [], symbols = ["tokens"]}} {
  scf.forall (%i) in (4) {
    %b = memref.alloc() : memref<16384xf32>
    %v = memref.load %b[%i] : memref<16384xf32>
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return
}

// -----

func.func @negative_loop_of_tensors(%x: memref<?xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens"]}], name = "k", strategies = [], symbols = ["tokens"]}} {
  %t = tensor.empty() : tensor<4xf32>
  // expected-error @below {{expected a bufferized loop}}
  %r = scf.forall (%i) in (4) shared_outs(%o = %t) -> (tensor<4xf32>) {
    scf.forall.in_parallel {
    }
  }
  return
}
