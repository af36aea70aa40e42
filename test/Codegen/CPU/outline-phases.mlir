// RUN: penstock-opt %s -penstock-outline-phases -canonicalize -cse | FileCheck %s

// Two loops of tasks with a copy between them are three phases. The buffer
// that crosses phases lies in the workspace; one of a task on its stack.

// CHECK: module attributes {penstock.kernels = [{arguments =
// CHECK-SAME: {name = "x", phases = array<i64: 0>, shape = ["tokens", 64]}
// CHECK-SAME: {name = "y", phases = array<i64: 1, 2>, shape = ["tokens", 64]}
// CHECK-SAME: intermediates = [{dtype = "f32", name = "intermediate0", shape = ["tokens", 64]}]
// CHECK-SAME: name = "three"
// CHECK-SAME: phases = 3 : i64
// CHECK-SAME: stack = 64 : i64
// CHECK-SAME: name = "none"
// CHECK-SAME: phases = 0 : i64

// The number of a task is that of its iteration, the last loop fastest.
// CHECK-LABEL: func.func private @three_phase0_body(
// CHECK-SAME: %[[X:[^:]*]]: memref<f32> {llvm.noalias}, %[[B:[^:]*]]: memref<f32> {llvm.noalias}, %[[TOKENS:[^:]*]]: i64, %[[I:[^:]*]]: i64) attributes {passthrough = ["noinline"]}
// CHECK-NOT: memref.alloc
// CHECK: %[[N:.*]] = arith.index_cast %[[TOKENS]] : i64 to index
// CHECK: memref.reinterpret_cast %[[X]] to offset: [0], sizes: [%[[N]], 64], strides: [64, 1]
// CHECK: memref.reinterpret_cast %[[B]] to offset: [0], sizes: [%[[N]], 64], strides: [64, 1]
// CHECK: %[[TASK:.*]] = arith.index_cast %[[I]] : i64 to index
// CHECK-DAG: %[[COLUMN:.*]] = arith.remui %[[TASK]], %c64
// CHECK-DAG: %[[ROW:.*]] = arith.divui %[[TASK]], %c64
// CHECK: memref.load %{{.*}}[%[[ROW]], %[[COLUMN]]]
// CHECK: memref.store
// CHECK-NEXT: return

// All arguments, of which the body takes what it reads and writes.
// CHECK-LABEL: func.func @three_phase0_flat(
// CHECK-SAME: %[[X:[^:]*]]: memref<f32> {llvm.noalias}, %{{[^:]*}}: memref<f32> {llvm.noalias}, %[[WORK:[^:]*]]: memref<i8> {llvm.noalias}, %[[TOKENS:[^:]*]]: i64, %[[I:[^:]*]]: i64) {
// CHECK: %[[ALL:.*]] = memref.reinterpret_cast %[[WORK]]
// CHECK: %[[B:.*]] = memref.view %[[ALL]][%c0][]
// CHECK-NEXT: call @three_phase0_body(%[[X]], %[[B]], %[[TOKENS]], %[[I]])
// CHECK-NEXT: return

// CHECK-LABEL: func.func @three_phase0_tasks(
// CHECK-SAME: %[[TOKENS:.*]]: i64) -> i64
// CHECK: %[[N:.*]] = arith.index_cast %[[TOKENS]]
// CHECK-NEXT: %[[ALL:.*]] = arith.muli %[[N]], %c64
// CHECK-NEXT: %[[TASKS:.*]] = arith.index_cast %[[ALL]]
// CHECK-NEXT: return %[[TASKS]]

// CHECK-LABEL: func.func private @three_phase1_body(
// CHECK: memref.copy
// CHECK-LABEL: func.func @three_phase1_tasks(
// CHECK: %[[ONE:.*]] = arith.constant 1 : i64
// CHECK-NEXT: return %[[ONE]]

// CHECK-LABEL: func.func private @three_phase2_body(
// CHECK-NOT: memref.dealloc
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<16xf32>
// CHECK-NOT: memref.dealloc
// CHECK: arith.muli %{{.*}}, %c16
// CHECK-LABEL: func.func @three_phase2_tasks(
// CHECK: %[[FOUR:.*]] = arith.constant 4 : i64
// CHECK-NEXT: return %[[FOUR]]

// 256 bytes a token, rounded up to a line.
// CHECK-LABEL: func.func @three_workspace_bytes(
// CHECK: arith.muli %{{.*}}, %c256
// CHECK-NEXT: arith.ceildivui %{{.*}}, %c64
// CHECK-NEXT: arith.muli %{{.*}}, %c64
// CHECK-NOT: func.func @three(
func.func @three(%x: memref<?x64xf32>, %y: memref<?x64xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = ["tokens", 64]}, {name = "y", shape = ["tokens", 64]}],
                       name = "three", strategies = [], symbols = ["tokens"]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?x64xf32>
  %b = memref.alloc(%n) : memref<?x64xf32>
  scf.forall (%i, %j) in (%n, 64) {
    %v = memref.load %x[%i, %j] : memref<?x64xf32>
    memref.store %v, %b[%i, %j] : memref<?x64xf32>
  }
  memref.copy %b, %y : memref<?x64xf32> to memref<?x64xf32>
  scf.forall (%i) = (0) to (64) step (16) {
    %t = memref.alloc() : memref<16xf32>
    %v = memref.load %b[%c0, %i] : memref<?x64xf32>
    memref.store %v, %t[%c0] : memref<16xf32>
    %w = memref.load %t[%c0] : memref<16xf32>
    memref.store %w, %y[%c0, %i] : memref<?x64xf32>
    memref.dealloc %t : memref<16xf32>
  }
  memref.dealloc %b : memref<?x64xf32>
  return
}

// CHECK: func.func @none_workspace_bytes() -> i64
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK-NEXT: return %[[ZERO]]
func.func @none(%x: memref<4xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = [4]}], name = "none", strategies = [], symbols = []}} {
  return
}

// Equal phases have one body, whatever they are of: arguments, buffers of the
// workspace (256 bytes each) or constants.
// CHECK: func.func private @layers_phase0_body(
// CHECK-NOT: func.func private @layers_{{.*}}_body(
// CHECK: func.func @layers_phase0_flat(%[[X:[^:]*]]: memref<f32> {{[^,]*}}, %[[Y:[^:]*]]: memref<f32>
// CHECK: %[[B0:.*]] = memref.view %{{.*}}[%c0][]
// CHECK: call @layers_phase0_body(%[[X]], %[[B0]], %{{[^,)]*}})
// CHECK-NOT: func.func private @layers_{{.*}}_body(
// CHECK: func.func @layers_phase1_flat(
// CHECK-DAG: %[[B0:.*]] = memref.view %{{.*}}[%c0][]
// CHECK-DAG: %[[B1:.*]] = memref.view %{{.*}}[%c256][]
// CHECK: call @layers_phase0_body(%[[B0]], %[[B1]], %{{[^,)]*}})
// CHECK-NOT: func.func private @layers_{{.*}}_body(
// CHECK: func.func @layers_phase2_flat(%{{[^:]*}}: memref<f32> {{[^,]*}}, %[[Y:[^:]*]]: memref<f32>
// CHECK: %[[B1:.*]] = memref.view %{{.*}}[%c256][]
// CHECK: call @layers_phase0_body(%[[B1]], %[[Y]], %{{[^,)]*}})
// CHECK: func.func private @layers_phase3_body(
// CHECK: func.func @layers_phase3_flat(
// CHECK: memref.get_global @a
// CHECK: call @layers_phase3_body(
// CHECK-NOT: func.func private @layers_{{.*}}_body(
// CHECK: func.func @layers_phase4_flat(
// CHECK: memref.get_global @b
// CHECK: call @layers_phase3_body(
memref.global "private" constant @a : memref<64xf32> = dense<1.0>
memref.global "private" constant @b : memref<64xf32> = dense<2.0>
func.func @layers(%x: memref<64xf32>, %y: memref<64xf32>) attributes {
    penstock.kernel = {arguments = [{name = "x", shape = [64]}, {name = "y", shape = [64]}],
                       name = "layers", strategies = [], symbols = []}} {
  %a = memref.get_global @a : memref<64xf32>
  %b = memref.get_global @b : memref<64xf32>
  %0 = memref.alloc() : memref<64xf32>
  %1 = memref.alloc() : memref<64xf32>
  scf.forall (%i) in (64) {
    %v = memref.load %x[%i] : memref<64xf32>
    memref.store %v, %0[%i] : memref<64xf32>
  }
  scf.forall (%i) in (64) {
    %v = memref.load %0[%i] : memref<64xf32>
    memref.store %v, %1[%i] : memref<64xf32>
  }
  scf.forall (%i) in (64) {
    %v = memref.load %1[%i] : memref<64xf32>
    memref.store %v, %y[%i] : memref<64xf32>
  }
  scf.forall (%i) in (64) {
    %v = memref.load %a[%i] : memref<64xf32>
    %w = arith.negf %v : f32
    memref.store %w, %y[%i] : memref<64xf32>
  }
  scf.forall (%i) in (64) {
    %v = memref.load %b[%i] : memref<64xf32>
    %w = arith.negf %v : f32
    memref.store %w, %y[%i] : memref<64xf32>
  }
  return
}

// What is no kernel stays.
// CHECK: func.func private @other(%{{.*}}: memref<4xf32>) {
func.func private @other(%x: memref<4xf32>) {
  return
}
