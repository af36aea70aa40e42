#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<24x16xf16>, %arg2: tensor<24x16xf16>, %arg3: tensor<16x24xf16>) -> tensor<1x5x16xf16> {
    %c3_i64 = arith.constant 3 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.79788456080286541 : f64
    %cst_1 = arith.constant 4.471500e-02 : f64
    %cst_2 = arith.constant 5.000000e-01 : f16
    %cst_3 = arith.constant 1.000000e+00 : f16
    %0 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %1 = tensor.empty() : tensor<5x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %4 = tensor.empty() : tensor<5x24xf16>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %24 = arith.truncf %in : f32 to f16
      linalg.yield %24 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %5 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %6 = tensor.empty() : tensor<1x5x24xf16>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = arith.mulf %in, %cst_2 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %8 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = math.fpowi %in, %c3_i64 : f16, i64
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %9 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = arith.truncf %cst_1 : f64 to f16
      %25 = arith.mulf %in, %24 : f16
      linalg.yield %25 : f16
    } -> tensor<1x5x24xf16>
    %10 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %9 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_9: f16, %out: f16):
      %24 = arith.addf %in, %in_9 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = arith.truncf %cst_0 : f64 to f16
      %25 = arith.mulf %in, %24 : f16
      linalg.yield %25 : f16
    } -> tensor<1x5x24xf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = math.tanh %in : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12 : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %24 = arith.addf %in, %cst_3 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %14 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7, %13 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_9: f16, %out: f16):
      %24 = arith.mulf %in, %in_9 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %transposed_4 = linalg.transpose ins(%arg2 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %15 = linalg.matmul ins(%collapsed, %transposed_4 : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %24 = arith.truncf %in : f32 to f16
      linalg.yield %24 : f16
    } -> tensor<5x24xf16>
    %expanded_5 = tensor.expand_shape %16 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %17 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14, %expanded_5 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_9: f16, %out: f16):
      %24 = arith.mulf %in, %in_9 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %18 = tensor.empty() : tensor<24x16xf16>
    %transposed_6 = linalg.transpose ins(%arg3 : tensor<16x24xf16>) outs(%18 : tensor<24x16xf16>) permutation = [1, 0] 
    %collapsed_7 = tensor.collapse_shape %17 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %19 = tensor.empty() : tensor<5x16xf32>
    %20 = linalg.fill ins(%cst : f32) outs(%19 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %21 = linalg.matmul ins(%collapsed_7, %transposed_6 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%20 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %22 = tensor.empty() : tensor<5x16xf16>
    %23 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%21 : tensor<5x16xf32>) outs(%22 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %24 = arith.truncf %in : f32 to f16
      linalg.yield %24 : f16
    } -> tensor<5x16xf16>
    %expanded_8 = tensor.expand_shape %23 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    return %expanded_8 : tensor<1x5x16xf16>
  }
}
