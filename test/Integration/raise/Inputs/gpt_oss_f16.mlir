#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<16x48xf16>, %arg2: tensor<48xf16>, %arg3: tensor<24x16xf16>, %arg4: tensor<16xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f16
    %cst_1 = arith.constant 1.702000e+00 : f64
    %cst_2 = arith.constant 7.000000e+00 : f16
    %cst_3 = arith.constant -7.000000e+00 : f16
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %0 = tensor.empty() : tensor<5x48xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %2 = linalg.matmul ins(%collapsed, %arg1 : tensor<5x16xf16>, tensor<16x48xf16>) outs(%1 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %3 = tensor.empty() : tensor<5x48xf16>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%2 : tensor<5x48xf32>) outs(%3 : tensor<5x48xf16>) {
    ^bb0(%in: f32, %out: f16):
      %22 = arith.truncf %in : f32 to f16
      linalg.yield %22 : f16
    } -> tensor<5x48xf16>
    %expanded = tensor.expand_shape %4 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf16> into tensor<1x5x48xf16>
    %5 = tensor.empty() : tensor<1x5x48xf16>
    %6 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %arg2 : tensor<1x5x48xf16>, tensor<48xf16>) outs(%5 : tensor<1x5x48xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %22 = arith.addf %in, %in_7 : f16
      linalg.yield %22 : f16
    } -> tensor<1x5x48xf16>
    %extracted_slice = tensor.extract_slice %6[0, 0, 0] [1, 5, 24] [1, 1, 2] : tensor<1x5x48xf16> to tensor<1x5x24xf16>
    %extracted_slice_4 = tensor.extract_slice %6[0, 0, 1] [1, 5, 24] [1, 1, 2] : tensor<1x5x48xf16> to tensor<1x5x24xf16>
    %7 = tensor.empty() : tensor<1x5x24xf16>
    %8 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %22 = arith.cmpf ugt, %in, %cst_2 : f16
      %23 = arith.select %22, %cst_2, %in : f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %9 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_4 : tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %22 = arith.cmpf ult, %in, %cst_3 : f16
      %23 = arith.select %22, %cst_3, %in : f16
      %24 = arith.cmpf ugt, %23, %cst_2 : f16
      %25 = arith.select %24, %cst_2, %23 : f16
      linalg.yield %25 : f16
    } -> tensor<1x5x24xf16>
    %10 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %22 = arith.truncf %cst_1 : f64 to f16
      %23 = arith.mulf %in, %22 : f16
      linalg.yield %23 : f16
    } -> tensor<1x5x24xf16>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %22 = arith.negf %in : f16
      %23 = math.exp %22 : f16
      %24 = arith.addf %23, %cst_0 : f16
      %25 = arith.divf %cst_0, %24 : f16
      linalg.yield %25 : f16
    } -> tensor<1x5x24xf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %11 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %22 = arith.mulf %in, %in_7 : f16
      linalg.yield %22 : f16
    } -> tensor<1x5x24xf16>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %22 = arith.addf %in, %cst_0 : f16
      linalg.yield %22 : f16
    } -> tensor<1x5x24xf16>
    %14 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13, %12 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%7 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %22 = arith.mulf %in, %in_7 : f16
      linalg.yield %22 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_5 = tensor.collapse_shape %14 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %15 = tensor.empty() : tensor<5x16xf32>
    %16 = linalg.fill ins(%cst : f32) outs(%15 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %17 = linalg.matmul ins(%collapsed_5, %arg3 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%16 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %18 = tensor.empty() : tensor<5x16xf16>
    %19 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<5x16xf32>) outs(%18 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %22 = arith.truncf %in : f32 to f16
      linalg.yield %22 : f16
    } -> tensor<5x16xf16>
    %expanded_6 = tensor.expand_shape %19 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %20 = tensor.empty() : tensor<1x5x16xf16>
    %21 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_6, %arg4 : tensor<1x5x16xf16>, tensor<16xf16>) outs(%20 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %22 = arith.addf %in, %in_7 : f16
      linalg.yield %22 : f16
    } -> tensor<1x5x16xf16>
    return %21 : tensor<1x5x16xf16>
  }
}
