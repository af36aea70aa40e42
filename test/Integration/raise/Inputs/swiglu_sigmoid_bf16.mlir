#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xbf16>, %arg1: tensor<24x16xbf16>, %arg2: tensor<24x16xbf16>, %arg3: tensor<16x24xbf16>) -> tensor<1x5x16xbf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : bf16
    %0 = tensor.empty() : tensor<16x24xbf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xbf16>) outs(%0 : tensor<16x24xbf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xbf16> into tensor<5x16xbf16>
    %1 = tensor.empty() : tensor<5x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xbf16>, tensor<16x24xbf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %4 = tensor.empty() : tensor<5x24xbf16>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x24xf32>) outs(%4 : tensor<5x24xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %18 = arith.truncf %in : f32 to bf16
      linalg.yield %18 : bf16
    } -> tensor<5x24xbf16>
    %expanded = tensor.expand_shape %5 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xbf16> into tensor<1x5x24xbf16>
    %6 = tensor.empty() : tensor<1x5x24xbf16>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xbf16>) outs(%6 : tensor<1x5x24xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %18 = arith.negf %in : bf16
      %19 = math.exp %18 : bf16
      %20 = arith.addf %19, %cst_0 : bf16
      %21 = arith.divf %cst_0, %20 : bf16
      linalg.yield %21 : bf16
    } -> tensor<1x5x24xbf16>
    %8 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %7 : tensor<1x5x24xbf16>, tensor<1x5x24xbf16>) outs(%6 : tensor<1x5x24xbf16>) {
    ^bb0(%in: bf16, %in_6: bf16, %out: bf16):
      %18 = arith.mulf %in, %in_6 : bf16
      linalg.yield %18 : bf16
    } -> tensor<1x5x24xbf16>
    %transposed_1 = linalg.transpose ins(%arg2 : tensor<24x16xbf16>) outs(%0 : tensor<16x24xbf16>) permutation = [1, 0] 
    %9 = linalg.matmul ins(%collapsed, %transposed_1 : tensor<5x16xbf16>, tensor<16x24xbf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x24xf32>) outs(%4 : tensor<5x24xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %18 = arith.truncf %in : f32 to bf16
      linalg.yield %18 : bf16
    } -> tensor<5x24xbf16>
    %expanded_2 = tensor.expand_shape %10 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xbf16> into tensor<1x5x24xbf16>
    %11 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %expanded_2 : tensor<1x5x24xbf16>, tensor<1x5x24xbf16>) outs(%6 : tensor<1x5x24xbf16>) {
    ^bb0(%in: bf16, %in_6: bf16, %out: bf16):
      %18 = arith.mulf %in, %in_6 : bf16
      linalg.yield %18 : bf16
    } -> tensor<1x5x24xbf16>
    %12 = tensor.empty() : tensor<24x16xbf16>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<16x24xbf16>) outs(%12 : tensor<24x16xbf16>) permutation = [1, 0] 
    %collapsed_4 = tensor.collapse_shape %11 [[0, 1], [2]] : tensor<1x5x24xbf16> into tensor<5x24xbf16>
    %13 = tensor.empty() : tensor<5x16xf32>
    %14 = linalg.fill ins(%cst : f32) outs(%13 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %15 = linalg.matmul ins(%collapsed_4, %transposed_3 : tensor<5x24xbf16>, tensor<24x16xbf16>) outs(%14 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %16 = tensor.empty() : tensor<5x16xbf16>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<5x16xf32>) outs(%16 : tensor<5x16xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %18 = arith.truncf %in : f32 to bf16
      linalg.yield %18 : bf16
    } -> tensor<5x16xbf16>
    %expanded_5 = tensor.expand_shape %17 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xbf16> into tensor<1x5x16xbf16>
    return %expanded_5 : tensor<1x5x16xbf16>
  }
}
