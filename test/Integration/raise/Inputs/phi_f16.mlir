#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<24x16xf16>, %arg2: tensor<24xf16>, %arg3: tensor<16x24xf16>, %arg4: tensor<16xf16>) -> tensor<1x5x16xf16> {
    %c3_i64 = arith.constant 3 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.79788456080286541 : f64
    %cst_1 = arith.constant 4.471500e-02 : f64
    %cst_2 = arith.constant 5.000000e-01 : f16
    %cst_3 = arith.constant 1.000000e+00 : f16
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %0 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg1 : tensor<24x16xf16>) outs(%0 : tensor<16x24xf16>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<24xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg2 : tensor<24xf16>) outs(%1 : tensor<24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<24xf32>
    %3 = tensor.empty() : tensor<5x16xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed : tensor<5x16xf16>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<5x16xf32>
    %5 = tensor.empty() : tensor<16x24xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<16x24xf16>) outs(%5 : tensor<16x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<16x24xf32>
    %7 = tensor.empty() : tensor<5x24xf32>
    %8 = linalg.fill ins(%cst : f32) outs(%7 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %9 = linalg.matmul ins(%4, %6 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%8 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%9, %2 : tensor<5x24xf32>, tensor<24xf32>) outs(%7 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %33 = arith.addf %in, %in_7 : f32
      linalg.yield %33 : f32
    } -> tensor<5x24xf32>
    %11 = tensor.empty() : tensor<5x24xf16>
    %12 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10 : tensor<5x24xf32>) outs(%11 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %33 = arith.truncf %in : f32 to f16
      linalg.yield %33 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %12 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %13 = tensor.empty() : tensor<1x5x24xf16>
    %14 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = arith.mulf %in, %cst_2 : f16
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %15 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = math.fpowi %in, %c3_i64 : f16, i64
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %16 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = arith.truncf %cst_1 : f64 to f16
      %34 = arith.mulf %in, %33 : f16
      linalg.yield %34 : f16
    } -> tensor<1x5x24xf16>
    %17 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %16 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %33 = arith.addf %in, %in_7 : f16
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %18 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = arith.truncf %cst_0 : f64 to f16
      %34 = arith.mulf %in, %33 : f16
      linalg.yield %34 : f16
    } -> tensor<1x5x24xf16>
    %19 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18 : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = math.tanh %in : f16
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %20 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19 : tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %33 = arith.addf %in, %cst_3 : f16
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %21 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14, %20 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%13 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_7: f16, %out: f16):
      %33 = arith.mulf %in, %in_7 : f16
      linalg.yield %33 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_4 = tensor.collapse_shape %21 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %22 = tensor.empty() : tensor<24x16xf16>
    %transposed_5 = linalg.transpose ins(%arg3 : tensor<16x24xf16>) outs(%22 : tensor<24x16xf16>) permutation = [1, 0] 
    %23 = tensor.empty() : tensor<16xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg4 : tensor<16xf16>) outs(%23 : tensor<16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<16xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%collapsed_4 : tensor<5x24xf16>) outs(%7 : tensor<5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<5x24xf32>
    %26 = tensor.empty() : tensor<24x16xf32>
    %27 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%transposed_5 : tensor<24x16xf16>) outs(%26 : tensor<24x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %33 = arith.extf %in : f16 to f32
      linalg.yield %33 : f32
    } -> tensor<24x16xf32>
    %28 = linalg.fill ins(%cst : f32) outs(%3 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %29 = linalg.matmul ins(%25, %27 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%28 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %30 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%29, %24 : tensor<5x16xf32>, tensor<16xf32>) outs(%3 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %33 = arith.addf %in, %in_7 : f32
      linalg.yield %33 : f32
    } -> tensor<5x16xf32>
    %31 = tensor.empty() : tensor<5x16xf16>
    %32 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%30 : tensor<5x16xf32>) outs(%31 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %33 = arith.truncf %in : f32 to f16
      linalg.yield %33 : f16
    } -> tensor<5x16xf16>
    %expanded_6 = tensor.expand_shape %32 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    return %expanded_6 : tensor<1x5x16xf16>
  }
}
