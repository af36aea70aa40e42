#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<48x16xf16>, %arg2: tensor<48xf16>, %arg3: tensor<16x24xf16>, %arg4: tensor<16xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %0 = tensor.empty() : tensor<16x48xf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<48x16xf16>) outs(%0 : tensor<16x48xf16>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<48xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg2 : tensor<48xf16>) outs(%1 : tensor<48xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<48xf32>
    %3 = tensor.empty() : tensor<5x16xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed : tensor<5x16xf16>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<5x16xf32>
    %5 = tensor.empty() : tensor<16x48xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<16x48xf16>) outs(%5 : tensor<16x48xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<16x48xf32>
    %7 = tensor.empty() : tensor<5x48xf32>
    %8 = linalg.fill ins(%cst : f32) outs(%7 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %9 = linalg.matmul ins(%4, %6 : tensor<5x16xf32>, tensor<16x48xf32>) outs(%8 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%9, %2 : tensor<5x48xf32>, tensor<48xf32>) outs(%7 : tensor<5x48xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %32 = arith.addf %in, %in_5 : f32
      linalg.yield %32 : f32
    } -> tensor<5x48xf32>
    %11 = tensor.empty() : tensor<5x48xf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10 : tensor<5x48xf32>) outs(%11 : tensor<5x48xf16>) {
    ^bb0(%in: f32, %out: f16):
      %32 = arith.truncf %in : f32 to f16
      linalg.yield %32 : f16
    } -> tensor<5x48xf16>
    %expanded = tensor.expand_shape %12 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf16> into tensor<1x5x48xf16>
    %13 = tensor.empty() : tensor<1x5x48xf32>
    %14 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x48xf16>) outs(%13 : tensor<1x5x48xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<1x5x48xf32>
    %extracted_slice = tensor.extract_slice %14[0, 0, 0] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %extracted_slice_1 = tensor.extract_slice %14[0, 0, 24] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %15 = tensor.empty() : tensor<1x5x24xf32>
    %16 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_1 : tensor<1x5x24xf32>) outs(%15 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %32 = arith.negf %in : f32
      %33 = math.exp %32 : f32
      %34 = arith.addf %33, %cst_0 : f32
      %35 = arith.divf %cst_0, %34 : f32
      linalg.yield %35 : f32
    } -> tensor<1x5x24xf32>
    %17 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %16 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%15 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %32 = arith.mulf %in, %in_5 : f32
      linalg.yield %32 : f32
    } -> tensor<1x5x24xf32>
    %18 = tensor.empty() : tensor<1x5x24xf16>
    %19 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<1x5x24xf32>) outs(%18 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %32 = arith.truncf %in : f32 to f16
      linalg.yield %32 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_2 = tensor.collapse_shape %19 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %20 = tensor.empty() : tensor<24x16xf16>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<16x24xf16>) outs(%20 : tensor<24x16xf16>) permutation = [1, 0] 
    %21 = tensor.empty() : tensor<16xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg4 : tensor<16xf16>) outs(%21 : tensor<16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<16xf32>
    %23 = tensor.empty() : tensor<5x24xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed_2 : tensor<5x24xf16>) outs(%23 : tensor<5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<5x24xf32>
    %25 = tensor.empty() : tensor<24x16xf32>
    %26 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed_3 : tensor<24x16xf16>) outs(%25 : tensor<24x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %32 = arith.extf %in : f16 to f32
      linalg.yield %32 : f32
    } -> tensor<24x16xf32>
    %27 = linalg.fill ins(%cst : f32) outs(%3 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %28 = linalg.matmul ins(%24, %26 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%27 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%28, %22 : tensor<5x16xf32>, tensor<16xf32>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_5: f32, %out: f32):
      %32 = arith.addf %in, %in_5 : f32
      linalg.yield %32 : f32
    } -> tensor<5x16xf32>
    %30 = tensor.empty() : tensor<5x16xf16>
    %31 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%29 : tensor<5x16xf32>) outs(%30 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %32 = arith.truncf %in : f32 to f16
      linalg.yield %32 : f16
    } -> tensor<5x16xf16>
    %expanded_4 = tensor.expand_shape %31 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    return %expanded_4 : tensor<1x5x16xf16>
  }
}
