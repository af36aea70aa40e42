#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<1x5x16xf16>, %arg2: tensor<16xf16>, %arg3: tensor<24x16xf16>, %arg4: tensor<24x16xf16>, %arg5: tensor<16x24xf16>, %arg6: tensor<16x16xf16>) -> tensor<1x5x16xf16> {
    %c2_i64 = arith.constant 2 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e-05 : f64
    %cst_2 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<1x5x16xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<1x5x16xf16>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %39 = arith.extf %in : f16 to f32
      linalg.yield %39 : f32
    } -> tensor<1x5x16xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1 : tensor<1x5x16xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %39 : f32
    } -> tensor<1x5x16xf32>
    %3 = tensor.empty() : tensor<1x5x1xf32>
    %4 = linalg.fill ins(%cst : f32) outs(%3 : tensor<1x5x1xf32>) -> tensor<1x5x1xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%2 : tensor<1x5x16xf32>) outs(%4 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = arith.addf %in, %out : f32
      linalg.yield %39 : f32
    } -> tensor<1x5x1xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5 : tensor<1x5x1xf32>) outs(%3 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = arith.divf %in, %cst_2 : f32
      linalg.yield %39 : f32
    } -> tensor<1x5x1xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<1x5x1xf32>) outs(%3 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = arith.truncf %cst_1 : f64 to f32
      %40 = arith.addf %in, %39 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<1x5x1xf32>) outs(%3 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = math.rsqrt %in : f32
      linalg.yield %39 : f32
    } -> tensor<1x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %8 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %39 = arith.mulf %in, %in_11 : f32
      linalg.yield %39 : f32
    } -> tensor<1x5x16xf32>
    %10 = tensor.empty() : tensor<1x5x16xf16>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x16xf32>) outs(%10 : tensor<1x5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<1x5x16xf16>
    %12 = linalg.generic {indexing_maps = [#map2, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg2, %11 : tensor<16xf16>, tensor<1x5x16xf16>) outs(%10 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %39 = arith.mulf %in, %in_11 : f16
      linalg.yield %39 : f16
    } -> tensor<1x5x16xf16>
    %13 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg3 : tensor<24x16xf16>) outs(%13 : tensor<16x24xf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %12 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %14 = tensor.empty() : tensor<5x24xf32>
    %15 = linalg.fill ins(%cst : f32) outs(%14 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %16 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf16>, tensor<16x24xf16>) outs(%15 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %17 = tensor.empty() : tensor<5x24xf16>
    %18 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<5x24xf32>) outs(%17 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %18 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %19 = tensor.empty() : tensor<1x5x24xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%19 : tensor<1x5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %39 = arith.extf %in : f16 to f32
      linalg.yield %39 : f32
    } -> tensor<1x5x24xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20 : tensor<1x5x24xf32>) outs(%19 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %39 = arith.negf %in : f32
      %40 = math.exp %39 : f32
      %41 = arith.addf %40, %cst_0 : f32
      %42 = arith.divf %cst_0, %41 : f32
      linalg.yield %42 : f32
    } -> tensor<1x5x24xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20, %21 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%19 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %39 = arith.mulf %in, %in_11 : f32
      linalg.yield %39 : f32
    } -> tensor<1x5x24xf32>
    %23 = tensor.empty() : tensor<1x5x24xf16>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<1x5x24xf32>) outs(%23 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<1x5x24xf16>
    %transposed_3 = linalg.transpose ins(%arg4 : tensor<24x16xf16>) outs(%13 : tensor<16x24xf16>) permutation = [1, 0] 
    %25 = linalg.matmul ins(%collapsed, %transposed_3 : tensor<5x16xf16>, tensor<16x24xf16>) outs(%15 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %26 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%25 : tensor<5x24xf32>) outs(%17 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<5x24xf16>
    %expanded_4 = tensor.expand_shape %26 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %27 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24, %expanded_4 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%23 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %39 = arith.mulf %in, %in_11 : f16
      linalg.yield %39 : f16
    } -> tensor<1x5x24xf16>
    %28 = tensor.empty() : tensor<24x16xf16>
    %transposed_5 = linalg.transpose ins(%arg5 : tensor<16x24xf16>) outs(%28 : tensor<24x16xf16>) permutation = [1, 0] 
    %collapsed_6 = tensor.collapse_shape %27 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %29 = tensor.empty() : tensor<5x16xf32>
    %30 = linalg.fill ins(%cst : f32) outs(%29 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %31 = linalg.matmul ins(%collapsed_6, %transposed_5 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%30 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %32 = tensor.empty() : tensor<5x16xf16>
    %33 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%31 : tensor<5x16xf32>) outs(%32 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<5x16xf16>
    %expanded_7 = tensor.expand_shape %33 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %34 = tensor.empty() : tensor<16x16xf16>
    %transposed_8 = linalg.transpose ins(%arg6 : tensor<16x16xf16>) outs(%34 : tensor<16x16xf16>) permutation = [1, 0] 
    %collapsed_9 = tensor.collapse_shape %arg1 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %35 = linalg.matmul ins(%collapsed_9, %transposed_8 : tensor<5x16xf16>, tensor<16x16xf16>) outs(%30 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %36 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%35 : tensor<5x16xf32>) outs(%32 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %39 = arith.truncf %in : f32 to f16
      linalg.yield %39 : f16
    } -> tensor<5x16xf16>
    %expanded_10 = tensor.expand_shape %36 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %37 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %expanded_10 : tensor<1x5x16xf16>, tensor<1x5x16xf16>) outs(%10 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %39 = arith.addf %in, %in_11 : f16
      linalg.yield %39 : f16
    } -> tensor<1x5x16xf16>
    %38 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%37, %expanded_7 : tensor<1x5x16xf16>, tensor<1x5x16xf16>) outs(%10 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %39 = arith.addf %in, %in_11 : f16
      linalg.yield %39 : f16
    } -> tensor<1x5x16xf16>
    return %38 : tensor<1x5x16xf16>
  }
}
