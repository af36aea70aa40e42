#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d1)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<24x16xf32>, %arg2: tensor<24xf32>, %arg3: tensor<16x24xf32>, %arg4: tensor<16xf32>) -> tensor<1x5x16xf32> {
    %c3_i64 = arith.constant 3 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.79788456080286541 : f64
    %cst_1 = arith.constant 4.471500e-02 : f64
    %cst_2 = arith.constant 5.000000e-01 : f32
    %cst_3 = arith.constant 1.000000e+00 : f32
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %0 = tensor.empty() : tensor<16x24xf32>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xf32>) outs(%0 : tensor<16x24xf32>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<5x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf32>, tensor<16x24xf32>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%3, %arg2 : tensor<5x24xf32>, tensor<24xf32>) outs(%1 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %19 = arith.addf %in, %in_7 : f32
      linalg.yield %19 : f32
    } -> tensor<5x24xf32>
    %expanded = tensor.expand_shape %4 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf32> into tensor<1x5x24xf32>
    %5 = tensor.empty() : tensor<1x5x24xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = arith.mulf %in, %cst_2 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = math.fpowi %in, %c3_i64 : f32, i64
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %8 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = arith.truncf %cst_1 : f64 to f32
      %20 = arith.mulf %in, %19 : f32
      linalg.yield %20 : f32
    } -> tensor<1x5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %8 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %19 = arith.addf %in, %in_7 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = arith.truncf %cst_0 : f64 to f32
      %20 = arith.mulf %in, %19 : f32
      linalg.yield %20 : f32
    } -> tensor<1x5x24xf32>
    %11 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = math.tanh %in : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %12 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = arith.addf %in, %cst_3 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %13 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %12 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %19 = arith.mulf %in, %in_7 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %collapsed_4 = tensor.collapse_shape %13 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %14 = tensor.empty() : tensor<24x16xf32>
    %transposed_5 = linalg.transpose ins(%arg3 : tensor<16x24xf32>) outs(%14 : tensor<24x16xf32>) permutation = [1, 0] 
    %15 = tensor.empty() : tensor<5x16xf32>
    %16 = linalg.fill ins(%cst : f32) outs(%15 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %17 = linalg.matmul ins(%collapsed_4, %transposed_5 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%16 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%17, %arg4 : tensor<5x16xf32>, tensor<16xf32>) outs(%15 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %19 = arith.addf %in, %in_7 : f32
      linalg.yield %19 : f32
    } -> tensor<5x16xf32>
    %expanded_6 = tensor.expand_shape %18 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    return %expanded_6 : tensor<1x5x16xf32>
  }
}
