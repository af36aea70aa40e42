#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d1)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<48x16xf32>, %arg2: tensor<48xf32>, %arg3: tensor<16x24xf32>, %arg4: tensor<16xf32>) -> tensor<1x5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %0 = tensor.empty() : tensor<16x48xf32>
    %transposed = linalg.transpose ins(%arg1 : tensor<48x16xf32>) outs(%0 : tensor<16x48xf32>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<5x48xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf32>, tensor<16x48xf32>) outs(%2 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%3, %arg2 : tensor<5x48xf32>, tensor<48xf32>) outs(%1 : tensor<5x48xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %13 = arith.addf %in, %in_5 : f32
      linalg.yield %13 : f32
    } -> tensor<5x48xf32>
    %expanded = tensor.expand_shape %4 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf32> into tensor<1x5x48xf32>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %extracted_slice_1 = tensor.extract_slice %expanded[0, 0, 24] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %5 = tensor.empty() : tensor<1x5x24xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_1 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %13 = arith.negf %in : f32
      %14 = math.exp %13 : f32
      %15 = arith.addf %14, %cst_0 : f32
      %16 = arith.divf %cst_0, %15 : f32
      linalg.yield %16 : f32
    } -> tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %6 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %13 = arith.mulf %in, %in_5 : f32
      linalg.yield %13 : f32
    } -> tensor<1x5x24xf32>
    %collapsed_2 = tensor.collapse_shape %7 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %8 = tensor.empty() : tensor<24x16xf32>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<16x24xf32>) outs(%8 : tensor<24x16xf32>) permutation = [1, 0] 
    %9 = tensor.empty() : tensor<5x16xf32>
    %10 = linalg.fill ins(%cst : f32) outs(%9 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %11 = linalg.matmul ins(%collapsed_2, %transposed_3 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%10 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%11, %arg4 : tensor<5x16xf32>, tensor<16xf32>) outs(%9 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %13 = arith.addf %in, %in_5 : f32
      linalg.yield %13 : f32
    } -> tensor<5x16xf32>
    %expanded_4 = tensor.expand_shape %12 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    return %expanded_4 : tensor<1x5x16xf32>
  }
}
