#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<24x16xf16>, %arg2: tensor<24x16xf16>, %arg3: tensor<16x24xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f16
    %0 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %1 = tensor.empty() : tensor<5x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %4 = tensor.empty() : tensor<5x24xf16>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %18 = arith.truncf %in : f32 to f16
      linalg.yield %18 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %5 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %6 = tensor.empty() : tensor<1x5x24xf16>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %18 = arith.negf %in : f16
      %19 = math.exp %18 : f16
      %20 = arith.addf %19, %cst_0 : f16
      %21 = arith.divf %cst_0, %20 : f16
      linalg.yield %21 : f16
    } -> tensor<1x5x24xf16>
    %8 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %7 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_6: f16, %out: f16):
      %18 = arith.mulf %in, %in_6 : f16
      linalg.yield %18 : f16
    } -> tensor<1x5x24xf16>
    %transposed_1 = linalg.transpose ins(%arg2 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %9 = linalg.matmul ins(%collapsed, %transposed_1 : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %18 = arith.truncf %in : f32 to f16
      linalg.yield %18 : f16
    } -> tensor<5x24xf16>
    %expanded_2 = tensor.expand_shape %10 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %11 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %expanded_2 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_6: f16, %out: f16):
      %18 = arith.mulf %in, %in_6 : f16
      linalg.yield %18 : f16
    } -> tensor<1x5x24xf16>
    %12 = tensor.empty() : tensor<24x16xf16>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<16x24xf16>) outs(%12 : tensor<24x16xf16>) permutation = [1, 0] 
    %collapsed_4 = tensor.collapse_shape %11 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %13 = tensor.empty() : tensor<5x16xf32>
    %14 = linalg.fill ins(%cst : f32) outs(%13 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %15 = linalg.matmul ins(%collapsed_4, %transposed_3 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%14 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %16 = tensor.empty() : tensor<5x16xf16>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<5x16xf32>) outs(%16 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %18 = arith.truncf %in : f32 to f16
      linalg.yield %18 : f16
    } -> tensor<5x16xf16>
    %expanded_5 = tensor.expand_shape %17 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    return %expanded_5 : tensor<1x5x16xf16>
  }
}
