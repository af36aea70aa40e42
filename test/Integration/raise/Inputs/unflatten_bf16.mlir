#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xbf16>, %arg1: tensor<48x16xbf16>, %arg2: tensor<16x24xbf16>) -> tensor<1x5x16xbf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %0 = tensor.empty() : tensor<16x48xbf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<48x16xbf16>) outs(%0 : tensor<16x48xbf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xbf16> into tensor<5x16xbf16>
    %1 = tensor.empty() : tensor<5x48xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xbf16>, tensor<16x48xbf16>) outs(%2 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %4 = tensor.empty() : tensor<5x48xbf16>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x48xf32>) outs(%4 : tensor<5x48xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %19 = arith.truncf %in : f32 to bf16
      linalg.yield %19 : bf16
    } -> tensor<5x48xbf16>
    %expanded = tensor.expand_shape %5 [[0, 1], [2, 3]] output_shape [1, 5, 2, 24] : tensor<5x48xbf16> into tensor<1x5x2x24xbf16>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0, 0] [1, 5, 1, 24] [1, 1, 1, 1] : tensor<1x5x2x24xbf16> to tensor<1x5x1x24xbf16>
    %collapsed_1 = tensor.collapse_shape %extracted_slice [[0], [1, 2], [3]] : tensor<1x5x1x24xbf16> into tensor<1x5x24xbf16>
    %6 = tensor.empty() : tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_1 : tensor<1x5x24xbf16>) outs(%6 : tensor<1x5x24xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %19 = arith.extf %in : bf16 to f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %8 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<1x5x24xf32>) outs(%6 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %19 = arith.negf %in : f32
      %20 = math.exp %19 : f32
      %21 = arith.addf %20, %cst_0 : f32
      %22 = arith.divf %cst_0, %21 : f32
      linalg.yield %22 : f32
    } -> tensor<1x5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7, %8 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%6 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %19 = arith.mulf %in, %in_7 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %10 = tensor.empty() : tensor<1x5x24xbf16>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x24xf32>) outs(%10 : tensor<1x5x24xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %19 = arith.truncf %in : f32 to bf16
      linalg.yield %19 : bf16
    } -> tensor<1x5x24xbf16>
    %extracted_slice_2 = tensor.extract_slice %expanded[0, 0, 1, 0] [1, 5, 1, 24] [1, 1, 1, 1] : tensor<1x5x2x24xbf16> to tensor<1x5x1x24xbf16>
    %collapsed_3 = tensor.collapse_shape %extracted_slice_2 [[0], [1, 2], [3]] : tensor<1x5x1x24xbf16> into tensor<1x5x24xbf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11, %collapsed_3 : tensor<1x5x24xbf16>, tensor<1x5x24xbf16>) outs(%10 : tensor<1x5x24xbf16>) {
    ^bb0(%in: bf16, %in_7: bf16, %out: bf16):
      %19 = arith.mulf %in, %in_7 : bf16
      linalg.yield %19 : bf16
    } -> tensor<1x5x24xbf16>
    %13 = tensor.empty() : tensor<24x16xbf16>
    %transposed_4 = linalg.transpose ins(%arg2 : tensor<16x24xbf16>) outs(%13 : tensor<24x16xbf16>) permutation = [1, 0] 
    %collapsed_5 = tensor.collapse_shape %12 [[0, 1], [2]] : tensor<1x5x24xbf16> into tensor<5x24xbf16>
    %14 = tensor.empty() : tensor<5x16xf32>
    %15 = linalg.fill ins(%cst : f32) outs(%14 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %16 = linalg.matmul ins(%collapsed_5, %transposed_4 : tensor<5x24xbf16>, tensor<24x16xbf16>) outs(%15 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %17 = tensor.empty() : tensor<5x16xbf16>
    %18 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<5x16xf32>) outs(%17 : tensor<5x16xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %19 = arith.truncf %in : f32 to bf16
      linalg.yield %19 : bf16
    } -> tensor<5x16xbf16>
    %expanded_6 = tensor.expand_shape %18 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xbf16> into tensor<1x5x16xbf16>
    return %expanded_6 : tensor<1x5x16xbf16>
  }
}
