// y = a * x + w in two phases over rows of eight, with w stored as bytes and a
// scale: a lowered module as small as one can be that has everything.
module attributes {
  penstock.kernels = [
    {name = "axpw", symbols = ["tokens"], phases = 2 : i64,
     arguments = [
       {name = "x", role = "input", dtype = "f32", shape = ["tokens", 8 : i64],
        phases = array<i64: 0>},
       {name = "a", role = "scalar", dtype = "f32", shape = []},
       {name = "w", role = "weight", dtype = "u8", shape = [],
        encoding = tensor<1x8xf32, "bytes">, parts = array<i64: 0, 64, 68>,
        encode = "axpw_w_encoder", phases = array<i64: 1>, alignment = 64 : i64},
       {name = "y", role = "output", dtype = "f32", shape = ["tokens", 8 : i64],
        phases = array<i64: 1>}],
     intermediates = [{name = "ax", dtype = "f32", shape = ["tokens", 8 : i64],
                       offset = "0"}],
     strategies = ["axpw: rows"], accumulate = "f32", rounding = "result",
     activations = {dtype = "int8", group_size = 32 : i64}},
    {name = "axpw_w_encoder", encodes = "w", of = "axpw", symbols = [],
     phases = 1 : i64,
     arguments = [
       {name = "w", role = "input", dtype = "f32", shape = [1 : i64, 8 : i64]},
       {name = "e", role = "output", dtype = "u8", shape = [],
        encoding = tensor<1x8xf32, "bytes">, parts = array<i64: 0, 64, 68>}]}]
} {
  llvm.func @axpw_phase0_flat(%x: !llvm.ptr, %a: f32, %q: !llvm.ptr,
      %s: !llvm.ptr, %y: !llvm.ptr, %ws: !llvm.ptr, %tokens: i64, %i: i64) {
    %c8 = llvm.mlir.constant(8 : i64) : i64
    %zero = llvm.mlir.constant(0 : i32) : i32
    %poison = llvm.mlir.poison : vector<8xf32>
    %at = llvm.mul %i, %c8 : i64
    %px = llvm.getelementptr %x[%at] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %vx = llvm.load %px {alignment = 4 : i64} : !llvm.ptr -> vector<8xf32>
    %va0 = llvm.insertelement %a, %poison[%zero : i32] : vector<8xf32>
    %va = llvm.shufflevector %va0, %poison [0, 0, 0, 0, 0, 0, 0, 0] : vector<8xf32>
    %ax = llvm.fmul %va, %vx : vector<8xf32>
    %pw = llvm.getelementptr %ws[%at] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    llvm.store %ax, %pw {alignment = 4 : i64} : vector<8xf32>, !llvm.ptr
    llvm.return
  }
  llvm.func @axpw_phase1_flat(%x: !llvm.ptr, %a: f32, %q: !llvm.ptr,
      %s: !llvm.ptr, %y: !llvm.ptr, %ws: !llvm.ptr, %tokens: i64, %i: i64) {
    %c8 = llvm.mlir.constant(8 : i64) : i64
    %zero = llvm.mlir.constant(0 : i32) : i32
    %poison = llvm.mlir.poison : vector<8xf32>
    %at = llvm.mul %i, %c8 : i64
    %pw = llvm.getelementptr %ws[%at] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    %ax = llvm.load %pw {alignment = 4 : i64} : !llvm.ptr -> vector<8xf32>
    %vq = llvm.load %q : !llvm.ptr -> vector<8xi8>
    %fq = llvm.sitofp %vq : vector<8xi8> to vector<8xf32>
    %fs = llvm.load %s : !llvm.ptr -> f32
    %vs0 = llvm.insertelement %fs, %poison[%zero : i32] : vector<8xf32>
    %vs = llvm.shufflevector %vs0, %poison [0, 0, 0, 0, 0, 0, 0, 0] : vector<8xf32>
    %w = llvm.fmul %fq, %vs : vector<8xf32>
    %r = llvm.fadd %ax, %w : vector<8xf32>
    %py = llvm.getelementptr %y[%at] : (!llvm.ptr, i64) -> !llvm.ptr, f32
    llvm.store %r, %py {alignment = 4 : i64} : vector<8xf32>, !llvm.ptr
    llvm.return
  }
  llvm.func @axpw_phase0_tasks(%tokens: i64) -> i64 {
    llvm.return %tokens : i64
  }
  llvm.func @axpw_phase1_tasks(%tokens: i64) -> i64 {
    llvm.return %tokens : i64
  }
  llvm.func @axpw_workspace_bytes(%tokens: i64) -> i64 {
    %row = llvm.mlir.constant(32 : i64) : i64
    %bytes = llvm.mul %tokens, %row : i64
    llvm.return %bytes : i64
  }
  llvm.func @axpw_w_encoder_phase0_flat(%w: !llvm.ptr, %q: !llvm.ptr,
      %s: !llvm.ptr, %ws: !llvm.ptr, %i: i64) {
    %half = llvm.mlir.constant(5.0e-1 : f32) : f32
    %two = llvm.mlir.constant(dense<2.0> : vector<8xf32>) : vector<8xf32>
    %vw = llvm.load %w {alignment = 4 : i64} : !llvm.ptr -> vector<8xf32>
    %scaled = llvm.fmul %vw, %two : vector<8xf32>
    %vq = llvm.fptosi %scaled : vector<8xf32> to vector<8xi8>
    llvm.store %vq, %q : vector<8xi8>, !llvm.ptr
    llvm.store %half, %s : f32, !llvm.ptr
    llvm.return
  }
  llvm.func @axpw_w_encoder_phase0_tasks() -> i64 {
    %one = llvm.mlir.constant(1 : i64) : i64
    llvm.return %one : i64
  }
  llvm.func @axpw_w_encoder_workspace_bytes() -> i64 {
    %zero = llvm.mlir.constant(0 : i64) : i64
    llvm.return %zero : i64
  }
}
