#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<48x16xf32>, %arg2: tensor<16x24xf32>) -> tensor<1x5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %0 = tensor.empty() : tensor<16x48xf32>
    %transposed = linalg.transpose ins(%arg1 : tensor<48x16xf32>) outs(%0 : tensor<16x48xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %1 = tensor.empty() : tensor<5x48xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf32>, tensor<16x48xf32>) outs(%2 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %expanded = tensor.expand_shape %3 [[0, 1], [2, 3]] output_shape [1, 5, 2, 24] : tensor<5x48xf32> into tensor<1x5x2x24xf32>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0, 0] [1, 5, 1, 24] [1, 1, 1, 1] : tensor<1x5x2x24xf32> to tensor<1x5x1x24xf32>
    %collapsed_1 = tensor.collapse_shape %extracted_slice [[0], [1, 2], [3]] : tensor<1x5x1x24xf32> into tensor<1x5x24xf32>
    %4 = tensor.empty() : tensor<1x5x24xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_1 : tensor<1x5x24xf32>) outs(%4 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %12 = arith.negf %in : f32
      %13 = math.exp %12 : f32
      %14 = arith.addf %13, %cst_0 : f32
      %15 = arith.divf %cst_0, %14 : f32
      linalg.yield %15 : f32
    } -> tensor<1x5x24xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_1, %5 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%4 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %12 = arith.mulf %in, %in_7 : f32
      linalg.yield %12 : f32
    } -> tensor<1x5x24xf32>
    %extracted_slice_2 = tensor.extract_slice %expanded[0, 0, 1, 0] [1, 5, 1, 24] [1, 1, 1, 1] : tensor<1x5x2x24xf32> to tensor<1x5x1x24xf32>
    %collapsed_3 = tensor.collapse_shape %extracted_slice_2 [[0], [1, 2], [3]] : tensor<1x5x1x24xf32> into tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %collapsed_3 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%4 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %12 = arith.mulf %in, %in_7 : f32
      linalg.yield %12 : f32
    } -> tensor<1x5x24xf32>
    %8 = tensor.empty() : tensor<24x16xf32>
    %transposed_4 = linalg.transpose ins(%arg2 : tensor<16x24xf32>) outs(%8 : tensor<24x16xf32>) permutation = [1, 0] 
    %collapsed_5 = tensor.collapse_shape %7 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %9 = tensor.empty() : tensor<5x16xf32>
    %10 = linalg.fill ins(%cst : f32) outs(%9 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %11 = linalg.matmul ins(%collapsed_5, %transposed_4 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%10 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %expanded_6 = tensor.expand_shape %11 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    return %expanded_6 : tensor<1x5x16xf32>
  }
}
