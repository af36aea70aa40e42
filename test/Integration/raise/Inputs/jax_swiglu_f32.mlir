#map = affine_map<(d0, d1) -> (d0, d1)>
module @jit_swiglu {
  func.func public @main(%arg0: tensor<5x16xf32>, %arg1: tensor<16x24xf32>, %arg2: tensor<16x24xf32>, %arg3: tensor<24x16xf32>) -> tensor<5x16xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<5x24xf32>
    %1 = linalg.fill ins(%cst_0 : f32) outs(%0 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %2 = linalg.matmul ins(%arg0, %arg1 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = tensor.empty() : tensor<5x24xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%2 : tensor<5x24xf32>) outs(%3 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %21 = arith.negf %in : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %5 = tensor.empty() : tensor<5x24xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<5x24xf32>) outs(%5 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %21 = math.exp %in : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %7 = tensor.empty() : tensor<5x24xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<5x24xf32>) outs(%7 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %21 = arith.addf %in, %cst : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %9 = tensor.empty() : tensor<5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<5x24xf32>) outs(%9 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %21 = arith.divf %cst, %in : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %11 = tensor.empty() : tensor<5x24xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%2, %10 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%11 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_1: f32, %out: f32):
      %21 = arith.mulf %in, %in_1 : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %13 = tensor.empty() : tensor<5x24xf32>
    %14 = linalg.fill ins(%cst_0 : f32) outs(%13 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %15 = linalg.matmul ins(%arg0, %arg2 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%14 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %16 = tensor.empty() : tensor<5x24xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%12, %15 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%16 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_1: f32, %out: f32):
      %21 = arith.mulf %in, %in_1 : f32
      linalg.yield %21 : f32
    } -> tensor<5x24xf32>
    %18 = tensor.empty() : tensor<5x16xf32>
    %19 = linalg.fill ins(%cst_0 : f32) outs(%18 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %20 = linalg.matmul ins(%17, %arg3 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%19 : tensor<5x16xf32>) -> tensor<5x16xf32>
    return %20 : tensor<5x16xf32>
  }
}

