#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<16x24xf32>, %arg2: tensor<16x24xf32>, %arg3: tensor<24x16xf32>) -> tensor<1x5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %expanded = tensor.expand_shape %arg0 [[0], [1], [2, 3]] output_shape [1, 5, 16, 1] : tensor<1x5x16xf32> into tensor<1x5x16x1xf32>
    %expanded_1 = tensor.expand_shape %arg1 [[0], [1, 2, 3]] output_shape [16, 24, 1, 1] : tensor<16x24xf32> into tensor<16x24x1x1xf32>
    %0 = tensor.empty() : tensor<5x16x1x1xf32>
    %transposed = linalg.transpose ins(%expanded : tensor<1x5x16x1xf32>) outs(%0 : tensor<5x16x1x1xf32>) permutation = [1, 2, 0, 3] 
    %collapsed = tensor.collapse_shape %transposed [[0], [1, 2, 3]] : tensor<5x16x1x1xf32> into tensor<5x16xf32>
    %expanded_2 = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    %1 = tensor.empty() : tensor<16x1x24x1xf32>
    %transposed_3 = linalg.transpose ins(%expanded_1 : tensor<16x24x1x1xf32>) outs(%1 : tensor<16x1x24x1xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_4 = tensor.collapse_shape %transposed_3 [[0], [1, 2, 3]] : tensor<16x1x24x1xf32> into tensor<16x24xf32>
    %expanded_5 = tensor.expand_shape %collapsed_4 [[0, 1], [2]] output_shape [1, 16, 24] : tensor<16x24xf32> into tensor<1x16x24xf32>
    %2 = tensor.empty() : tensor<1x5x24xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %4 = linalg.batch_matmul ins(%expanded_2, %expanded_5 : tensor<1x5x16xf32>, tensor<1x16x24xf32>) outs(%3 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %collapsed_6 = tensor.collapse_shape %4 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %expanded_7 = tensor.expand_shape %collapsed_6 [[0], [1, 2, 3]] output_shape [5, 1, 1, 24] : tensor<5x24xf32> into tensor<5x1x1x24xf32>
    %5 = tensor.empty() : tensor<1x5x24x1xf32>
    %transposed_8 = linalg.transpose ins(%expanded_7 : tensor<5x1x1x24xf32>) outs(%5 : tensor<1x5x24x1xf32>) permutation = [2, 0, 3, 1] 
    %collapsed_9 = tensor.collapse_shape %transposed_8 [[0], [1], [2, 3]] : tensor<1x5x24x1xf32> into tensor<1x5x24xf32>
    %expanded_10 = tensor.expand_shape %arg2 [[0], [1, 2, 3]] output_shape [16, 24, 1, 1] : tensor<16x24xf32> into tensor<16x24x1x1xf32>
    %transposed_11 = linalg.transpose ins(%expanded_10 : tensor<16x24x1x1xf32>) outs(%1 : tensor<16x1x24x1xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_12 = tensor.collapse_shape %transposed_11 [[0], [1, 2, 3]] : tensor<16x1x24x1xf32> into tensor<16x24xf32>
    %expanded_13 = tensor.expand_shape %collapsed_12 [[0, 1], [2]] output_shape [1, 16, 24] : tensor<16x24xf32> into tensor<1x16x24xf32>
    %6 = linalg.batch_matmul ins(%expanded_2, %expanded_13 : tensor<1x5x16xf32>, tensor<1x16x24xf32>) outs(%3 : tensor<1x5x24xf32>) -> tensor<1x5x24xf32>
    %collapsed_14 = tensor.collapse_shape %6 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %expanded_15 = tensor.expand_shape %collapsed_14 [[0], [1, 2, 3]] output_shape [5, 1, 1, 24] : tensor<5x24xf32> into tensor<5x1x1x24xf32>
    %transposed_16 = linalg.transpose ins(%expanded_15 : tensor<5x1x1x24xf32>) outs(%5 : tensor<1x5x24x1xf32>) permutation = [2, 0, 3, 1] 
    %collapsed_17 = tensor.collapse_shape %transposed_16 [[0], [1], [2, 3]] : tensor<1x5x24x1xf32> into tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_9 : tensor<1x5x24xf32>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %16 = arith.negf %in : f32
      %17 = math.exp %16 : f32
      %18 = arith.addf %17, %cst_0 : f32
      %19 = arith.divf %cst_0, %18 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_9, %7 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_30: f32, %out: f32):
      %16 = arith.mulf %in, %in_30 : f32
      linalg.yield %16 : f32
    } -> tensor<1x5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %collapsed_17 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%2 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_30: f32, %out: f32):
      %16 = arith.mulf %in, %in_30 : f32
      linalg.yield %16 : f32
    } -> tensor<1x5x24xf32>
    %expanded_18 = tensor.expand_shape %9 [[0], [1], [2, 3]] output_shape [1, 5, 24, 1] : tensor<1x5x24xf32> into tensor<1x5x24x1xf32>
    %expanded_19 = tensor.expand_shape %arg3 [[0], [1, 2, 3]] output_shape [24, 16, 1, 1] : tensor<24x16xf32> into tensor<24x16x1x1xf32>
    %10 = tensor.empty() : tensor<5x24x1x1xf32>
    %transposed_20 = linalg.transpose ins(%expanded_18 : tensor<1x5x24x1xf32>) outs(%10 : tensor<5x24x1x1xf32>) permutation = [1, 2, 0, 3] 
    %collapsed_21 = tensor.collapse_shape %transposed_20 [[0], [1, 2, 3]] : tensor<5x24x1x1xf32> into tensor<5x24xf32>
    %expanded_22 = tensor.expand_shape %collapsed_21 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf32> into tensor<1x5x24xf32>
    %11 = tensor.empty() : tensor<24x1x16x1xf32>
    %transposed_23 = linalg.transpose ins(%expanded_19 : tensor<24x16x1x1xf32>) outs(%11 : tensor<24x1x16x1xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_24 = tensor.collapse_shape %transposed_23 [[0], [1, 2, 3]] : tensor<24x1x16x1xf32> into tensor<24x16xf32>
    %expanded_25 = tensor.expand_shape %collapsed_24 [[0, 1], [2]] output_shape [1, 24, 16] : tensor<24x16xf32> into tensor<1x24x16xf32>
    %12 = tensor.empty() : tensor<1x5x16xf32>
    %13 = linalg.fill ins(%cst : f32) outs(%12 : tensor<1x5x16xf32>) -> tensor<1x5x16xf32>
    %14 = linalg.batch_matmul ins(%expanded_22, %expanded_25 : tensor<1x5x24xf32>, tensor<1x24x16xf32>) outs(%13 : tensor<1x5x16xf32>) -> tensor<1x5x16xf32>
    %collapsed_26 = tensor.collapse_shape %14 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %expanded_27 = tensor.expand_shape %collapsed_26 [[0], [1, 2, 3]] output_shape [5, 1, 1, 16] : tensor<5x16xf32> into tensor<5x1x1x16xf32>
    %15 = tensor.empty() : tensor<1x5x16x1xf32>
    %transposed_28 = linalg.transpose ins(%expanded_27 : tensor<5x1x1x16xf32>) outs(%15 : tensor<1x5x16x1xf32>) permutation = [2, 0, 3, 1] 
    %collapsed_29 = tensor.collapse_shape %transposed_28 [[0], [1], [2, 3]] : tensor<1x5x16x1xf32> into tensor<1x5x16xf32>
    return %collapsed_29 : tensor<1x5x16xf32>
  }
}
