#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xbf16>, %arg1: tensor<24x16xbf16>, %arg2: tensor<24xbf16>, %arg3: tensor<16x24xbf16>, %arg4: tensor<16xbf16>) -> tensor<1x5x16xbf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : bf16
    %cst_1 = arith.constant 2.000000e+00 : bf16
    %cst_2 = arith.constant 5.000000e-01 : bf16
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xbf16> into tensor<5x16xbf16>
    %0 = tensor.empty() : tensor<16x24xbf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xbf16>) outs(%0 : tensor<16x24xbf16>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<24xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg2 : tensor<24xbf16>) outs(%1 : tensor<24xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<24xf32>
    %3 = tensor.empty() : tensor<5x16xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed : tensor<5x16xbf16>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<5x16xf32>
    %5 = tensor.empty() : tensor<16x24xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<16x24xbf16>) outs(%5 : tensor<16x24xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<16x24xf32>
    %7 = tensor.empty() : tensor<5x24xf32>
    %8 = linalg.fill ins(%cst : f32) outs(%7 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %9 = linalg.matmul ins(%4, %6 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%8 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%9, %2 : tensor<5x24xf32>, tensor<24xf32>) outs(%7 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_6: f32, %out: f32):
      %26 = arith.addf %in, %in_6 : f32
      linalg.yield %26 : f32
    } -> tensor<5x24xf32>
    %11 = tensor.empty() : tensor<5x24xbf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10 : tensor<5x24xf32>) outs(%11 : tensor<5x24xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %26 = arith.truncf %in : f32 to bf16
      linalg.yield %26 : bf16
    } -> tensor<5x24xbf16>
    %expanded = tensor.expand_shape %12 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xbf16> into tensor<1x5x24xbf16>
    %13 = tensor.empty() : tensor<1x5x24xbf16>
    %14 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xbf16>) outs(%13 : tensor<1x5x24xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %26 = math.sqrt %cst_1 : bf16
      %27 = arith.divf %in, %26 : bf16
      %28 = math.erf %27 : bf16
      %29 = arith.addf %28, %cst_0 : bf16
      %30 = arith.mulf %29, %cst_2 : bf16
      %31 = arith.mulf %in, %30 : bf16
      linalg.yield %31 : bf16
    } -> tensor<1x5x24xbf16>
    %collapsed_3 = tensor.collapse_shape %14 [[0, 1], [2]] : tensor<1x5x24xbf16> into tensor<5x24xbf16>
    %15 = tensor.empty() : tensor<24x16xbf16>
    %transposed_4 = linalg.transpose ins(%arg3 : tensor<16x24xbf16>) outs(%15 : tensor<24x16xbf16>) permutation = [1, 0] 
    %16 = tensor.empty() : tensor<16xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg4 : tensor<16xbf16>) outs(%16 : tensor<16xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<16xf32>
    %18 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed_3 : tensor<5x24xbf16>) outs(%7 : tensor<5x24xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<5x24xf32>
    %19 = tensor.empty() : tensor<24x16xf32>
    %20 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed_4 : tensor<24x16xbf16>) outs(%19 : tensor<24x16xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %26 = arith.extf %in : bf16 to f32
      linalg.yield %26 : f32
    } -> tensor<24x16xf32>
    %21 = linalg.fill ins(%cst : f32) outs(%3 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %22 = linalg.matmul ins(%18, %20 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%21 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %23 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%22, %17 : tensor<5x16xf32>, tensor<16xf32>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_6: f32, %out: f32):
      %26 = arith.addf %in, %in_6 : f32
      linalg.yield %26 : f32
    } -> tensor<5x16xf32>
    %24 = tensor.empty() : tensor<5x16xbf16>
    %25 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%23 : tensor<5x16xf32>) outs(%24 : tensor<5x16xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %26 = arith.truncf %in : f32 to bf16
      linalg.yield %26 : bf16
    } -> tensor<5x16xbf16>
    %expanded_5 = tensor.expand_shape %25 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xbf16> into tensor<1x5x16xbf16>
    return %expanded_5 : tensor<1x5x16xbf16>
  }
}
