#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<24x16xf16>, %arg2: tensor<24x16xf16>, %arg3: tensor<16x24xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %c3_i64 = arith.constant 3 : i64
    %cst_0 = arith.constant 4.470830e-02 : f16
    %cst_1 = arith.constant 7.978520e-01 : f16
    %cst_2 = arith.constant 1.000000e+00 : f16
    %cst_3 = arith.constant 5.000000e-01 : f16
    %0 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %1 = tensor.empty() : tensor<5x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %4 = tensor.empty() : tensor<5x24xf16>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %17 = arith.truncf %in : f32 to f16
      linalg.yield %17 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %5 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %6 = tensor.empty() : tensor<1x5x24xf16>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %17 = math.fpowi %in, %c3_i64 : f16, i64
      %18 = arith.mulf %17, %cst_0 : f16
      %19 = arith.addf %in, %18 : f16
      %20 = arith.mulf %19, %cst_1 : f16
      %21 = math.tanh %20 : f16
      %22 = arith.addf %21, %cst_2 : f16
      %23 = arith.mulf %22, %cst_3 : f16
      %24 = arith.mulf %in, %23 : f16
      linalg.yield %24 : f16
    } -> tensor<1x5x24xf16>
    %transposed_4 = linalg.transpose ins(%arg2 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %8 = linalg.matmul ins(%collapsed, %transposed_4 : tensor<5x16xf16>, tensor<16x24xf16>) outs(%2 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<5x24xf32>) outs(%4 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %17 = arith.truncf %in : f32 to f16
      linalg.yield %17 : f16
    } -> tensor<5x24xf16>
    %expanded_5 = tensor.expand_shape %9 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %10 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7, %expanded_5 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%6 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_9: f16, %out: f16):
      %17 = arith.mulf %in, %in_9 : f16
      linalg.yield %17 : f16
    } -> tensor<1x5x24xf16>
    %11 = tensor.empty() : tensor<24x16xf16>
    %transposed_6 = linalg.transpose ins(%arg3 : tensor<16x24xf16>) outs(%11 : tensor<24x16xf16>) permutation = [1, 0] 
    %collapsed_7 = tensor.collapse_shape %10 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %12 = tensor.empty() : tensor<5x16xf32>
    %13 = linalg.fill ins(%cst : f32) outs(%12 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %14 = linalg.matmul ins(%collapsed_7, %transposed_6 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%13 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %15 = tensor.empty() : tensor<5x16xf16>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<5x16xf32>) outs(%15 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %17 = arith.truncf %in : f32 to f16
      linalg.yield %17 : f16
    } -> tensor<5x16xf16>
    %expanded_8 = tensor.expand_shape %16 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    return %expanded_8 : tensor<1x5x16xf16>
  }
}
