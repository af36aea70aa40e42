#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<16x24xf16>, %arg2: tensor<16x24xf16>, %arg3: tensor<24x16xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %expanded = tensor.expand_shape %arg0 [[0], [1], [2, 3]] output_shape [1, 5, 16, 1] : tensor<1x5x16xf16> into tensor<1x5x16x1xf16>
    %expanded_1 = tensor.expand_shape %arg1 [[0], [1, 2, 3]] output_shape [16, 24, 1, 1] : tensor<16x24xf16> into tensor<16x24x1x1xf16>
    %0 = tensor.empty() : tensor<5x16x1x1xf16>
    %transposed = linalg.transpose ins(%expanded : tensor<1x5x16x1xf16>) outs(%0 : tensor<5x16x1x1xf16>) permutation = [1, 2, 0, 3] 
    %collapsed = tensor.collapse_shape %transposed [[0], [1, 2, 3]] : tensor<5x16x1x1xf16> into tensor<5x16xf16>
    %expanded_2 = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %1 = tensor.empty() : tensor<16x1x24x1xf16>
    %transposed_3 = linalg.transpose ins(%expanded_1 : tensor<16x24x1x1xf16>) outs(%1 : tensor<16x1x24x1xf16>) permutation = [0, 2, 1, 3] 
    %collapsed_4 = tensor.collapse_shape %transposed_3 [[0], [1, 2, 3]] : tensor<16x1x24x1xf16> into tensor<16x24xf16>
    %expanded_5 = tensor.expand_shape %collapsed_4 [[0, 1], [2]] output_shape [1, 16, 24] : tensor<16x24xf16> into tensor<1x16x24xf16>
    %2 = tensor.empty() : tensor<1x5x24xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %4 = linalg.batch_matmul ins(%expanded_2, %expanded_5 : tensor<1x5x16xf16>, tensor<1x16x24xf16>) outs(%3 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %5 = tensor.empty() : tensor<1x5x24xf16>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %23 = arith.truncf %in : f32 to f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_6 = tensor.collapse_shape %6 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %expanded_7 = tensor.expand_shape %collapsed_6 [[0], [1, 2, 3]] output_shape [5, 1, 1, 24] : tensor<5x24xf16> into tensor<5x1x1x24xf16>
    %7 = tensor.empty() : tensor<1x5x24x1xf16>
    %transposed_8 = linalg.transpose ins(%expanded_7 : tensor<5x1x1x24xf16>) outs(%7 : tensor<1x5x24x1xf16>) permutation = [2, 0, 3, 1] 
    %collapsed_9 = tensor.collapse_shape %transposed_8 [[0], [1], [2, 3]] : tensor<1x5x24x1xf16> into tensor<1x5x24xf16>
    %expanded_10 = tensor.expand_shape %arg2 [[0], [1, 2, 3]] output_shape [16, 24, 1, 1] : tensor<16x24xf16> into tensor<16x24x1x1xf16>
    %transposed_11 = linalg.transpose ins(%expanded_10 : tensor<16x24x1x1xf16>) outs(%1 : tensor<16x1x24x1xf16>) permutation = [0, 2, 1, 3] 
    %collapsed_12 = tensor.collapse_shape %transposed_11 [[0], [1, 2, 3]] : tensor<16x1x24x1xf16> into tensor<16x24xf16>
    %expanded_13 = tensor.expand_shape %collapsed_12 [[0, 1], [2]] output_shape [1, 16, 24] : tensor<16x24xf16> into tensor<1x16x24xf16>
    %8 = linalg.batch_matmul ins(%expanded_2, %expanded_13 : tensor<1x5x16xf16>, tensor<1x16x24xf16>) outs(%3 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %23 = arith.truncf %in : f32 to f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_14 = tensor.collapse_shape %9 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %expanded_15 = tensor.expand_shape %collapsed_14 [[0], [1, 2, 3]] output_shape [5, 1, 1, 24] : tensor<5x24xf16> into tensor<5x1x1x24xf16>
    %transposed_16 = linalg.transpose ins(%expanded_15 : tensor<5x1x1x24xf16>) outs(%7 : tensor<1x5x24x1xf16>) permutation = [2, 0, 3, 1] 
    %collapsed_17 = tensor.collapse_shape %transposed_16 [[0], [1], [2, 3]] : tensor<1x5x24x1xf16> into tensor<1x5x24xf16>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_9 : tensor<1x5x24xf16>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %23 = arith.extf %in : f16 to f32
      linalg.yield %23 : f32
    } -> tensor<1x5x24xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x24xf32>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %23 = arith.negf %in : f32
      %24 = math.exp %23 : f32
      %25 = arith.addf %24, %cst_0 : f32
      %26 = arith.divf %cst_0, %25 : f32
      linalg.yield %26 : f32
    } -> tensor<1x5x24xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10, %11 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_30: f32, %out: f32):
      %23 = arith.mulf %in, %in_30 : f32
      linalg.yield %23 : f32
    } -> tensor<1x5x24xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %23 = arith.truncf %in : f32 to f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %14 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13, %collapsed_17 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%5 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_30: f16, %out: f16):
      %23 = arith.mulf %in, %in_30 : f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %expanded_18 = tensor.expand_shape %14 [[0], [1], [2, 3]] output_shape [1, 5, 24, 1] : tensor<1x5x24xf16> into tensor<1x5x24x1xf16>
    %expanded_19 = tensor.expand_shape %arg3 [[0], [1, 2, 3]] output_shape [24, 16, 1, 1] : tensor<24x16xf16> into tensor<24x16x1x1xf16>
    %15 = tensor.empty() : tensor<5x24x1x1xf16>
    %transposed_20 = linalg.transpose ins(%expanded_18 : tensor<1x5x24x1xf16>) outs(%15 : tensor<5x24x1x1xf16>) permutation = [1, 2, 0, 3] 
    %collapsed_21 = tensor.collapse_shape %transposed_20 [[0], [1, 2, 3]] : tensor<5x24x1x1xf16> into tensor<5x24xf16>
    %expanded_22 = tensor.expand_shape %collapsed_21 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %16 = tensor.empty() : tensor<24x1x16x1xf16>
    %transposed_23 = linalg.transpose ins(%expanded_19 : tensor<24x16x1x1xf16>) outs(%16 : tensor<24x1x16x1xf16>) permutation = [0, 2, 1, 3] 
    %collapsed_24 = tensor.collapse_shape %transposed_23 [[0], [1, 2, 3]] : tensor<24x1x16x1xf16> into tensor<24x16xf16>
    %expanded_25 = tensor.expand_shape %collapsed_24 [[0, 1], [2]] output_shape [1, 24, 16] : tensor<24x16xf16> into tensor<1x24x16xf16>
    %17 = tensor.empty() : tensor<1x5x16xf32>
    %18 = linalg.fill ins(%cst : f32) outs(%17 : tensor<1x5x16xf32>) -> tensor<1x5x16xf32>
    %19 = linalg.batch_matmul ins(%expanded_22, %expanded_25 : tensor<1x5x24xf16>, tensor<1x24x16xf16>) outs(%18 : tensor<1x5x16xf32>) -> tensor<1x5x16xf32>
    %20 = tensor.empty() : tensor<1x5x16xf16>
    %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19 : tensor<1x5x16xf32>) outs(%20 : tensor<1x5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %23 = arith.truncf %in : f32 to f16
      linalg.yield %23 : f16
    } -> tensor<1x5x16xf16>
    %collapsed_26 = tensor.collapse_shape %21 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %expanded_27 = tensor.expand_shape %collapsed_26 [[0], [1, 2, 3]] output_shape [5, 1, 1, 16] : tensor<5x16xf16> into tensor<5x1x1x16xf16>
    %22 = tensor.empty() : tensor<1x5x16x1xf16>
    %transposed_28 = linalg.transpose ins(%expanded_27 : tensor<5x1x1x16xf16>) outs(%22 : tensor<1x5x16x1xf16>) permutation = [2, 0, 3, 1] 
    %collapsed_29 = tensor.collapse_shape %transposed_28 [[0], [1], [2, 3]] : tensor<1x5x16x1xf16> into tensor<1x5x16xf16>
    return %collapsed_29 : tensor<1x5x16xf16>
  }
}
