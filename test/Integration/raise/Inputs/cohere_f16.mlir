#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0) -> (d0)>
#map3 = affine_map<(d0, d1, d2) -> (d2)>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<16xf16>, %arg2: tensor<24x16xf16>, %arg3: tensor<24x16xf16>, %arg4: tensor<16x24xf16>) -> tensor<1x5x16xf16> {
    %c2_i64 = arith.constant 2 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e-05 : f64
    %cst_2 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<1x5x16xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<1x5x16xf16>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %40 = arith.extf %in : f16 to f32
      linalg.yield %40 : f32
    } -> tensor<1x5x16xf32>
    %2 = tensor.empty() : tensor<1x5x1xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<1x5x1xf32>) -> tensor<1x5x1xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%1 : tensor<1x5x16xf32>) outs(%3 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.addf %in, %out : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4 : tensor<1x5x1xf32>) outs(%2 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.divf %in, %cst_2 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %5 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %40 = arith.subf %in, %in_8 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x16xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<1x5x16xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %40 : f32
    } -> tensor<1x5x16xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%7 : tensor<1x5x16xf32>) outs(%3 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.addf %in, %out : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x1xf32>) outs(%2 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.divf %in, %cst_2 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x1xf32>) outs(%2 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.truncf %cst_1 : f64 to f32
      %41 = arith.addf %in, %40 : f32
      linalg.yield %41 : f32
    } -> tensor<1x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x1xf32>) outs(%2 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = math.rsqrt %in : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x1xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %11 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %40 = arith.mulf %in, %in_8 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x16xf32>
    %13 = tensor.empty() : tensor<16xf32>
    %14 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel"]} ins(%arg1 : tensor<16xf16>) outs(%13 : tensor<16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %40 = arith.extf %in : f16 to f32
      linalg.yield %40 : f32
    } -> tensor<16xf32>
    %15 = linalg.generic {indexing_maps = [#map3, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14, %12 : tensor<16xf32>, tensor<1x5x16xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %40 = arith.mulf %in, %in_8 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x16xf32>
    %16 = tensor.empty() : tensor<1x5x16xf16>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<1x5x16xf32>) outs(%16 : tensor<1x5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %40 = arith.truncf %in : f32 to f16
      linalg.yield %40 : f16
    } -> tensor<1x5x16xf16>
    %18 = tensor.empty() : tensor<16x24xf16>
    %transposed = linalg.transpose ins(%arg2 : tensor<24x16xf16>) outs(%18 : tensor<16x24xf16>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %17 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %19 = tensor.empty() : tensor<5x24xf32>
    %20 = linalg.fill ins(%cst : f32) outs(%19 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %21 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf16>, tensor<16x24xf16>) outs(%20 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %22 = tensor.empty() : tensor<5x24xf16>
    %23 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%21 : tensor<5x24xf32>) outs(%22 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %40 = arith.truncf %in : f32 to f16
      linalg.yield %40 : f16
    } -> tensor<5x24xf16>
    %expanded = tensor.expand_shape %23 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %24 = tensor.empty() : tensor<1x5x24xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf16>) outs(%24 : tensor<1x5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %40 = arith.extf %in : f16 to f32
      linalg.yield %40 : f32
    } -> tensor<1x5x24xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25 : tensor<1x5x24xf32>) outs(%24 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %40 = arith.negf %in : f32
      %41 = math.exp %40 : f32
      %42 = arith.addf %41, %cst_0 : f32
      %43 = arith.divf %cst_0, %42 : f32
      linalg.yield %43 : f32
    } -> tensor<1x5x24xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %26 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%24 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %40 = arith.mulf %in, %in_8 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x24xf32>
    %28 = tensor.empty() : tensor<1x5x24xf16>
    %29 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27 : tensor<1x5x24xf32>) outs(%28 : tensor<1x5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %40 = arith.truncf %in : f32 to f16
      linalg.yield %40 : f16
    } -> tensor<1x5x24xf16>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<24x16xf16>) outs(%18 : tensor<16x24xf16>) permutation = [1, 0] 
    %30 = linalg.matmul ins(%collapsed, %transposed_3 : tensor<5x16xf16>, tensor<16x24xf16>) outs(%20 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%30 : tensor<5x24xf32>) outs(%22 : tensor<5x24xf16>) {
    ^bb0(%in: f32, %out: f16):
      %40 = arith.truncf %in : f32 to f16
      linalg.yield %40 : f16
    } -> tensor<5x24xf16>
    %expanded_4 = tensor.expand_shape %31 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf16> into tensor<1x5x24xf16>
    %32 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29, %expanded_4 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%28 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_8: f16, %out: f16):
      %40 = arith.mulf %in, %in_8 : f16
      linalg.yield %40 : f16
    } -> tensor<1x5x24xf16>
    %33 = tensor.empty() : tensor<24x16xf16>
    %transposed_5 = linalg.transpose ins(%arg4 : tensor<16x24xf16>) outs(%33 : tensor<24x16xf16>) permutation = [1, 0] 
    %collapsed_6 = tensor.collapse_shape %32 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %34 = tensor.empty() : tensor<5x16xf32>
    %35 = linalg.fill ins(%cst : f32) outs(%34 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %36 = linalg.matmul ins(%collapsed_6, %transposed_5 : tensor<5x24xf16>, tensor<24x16xf16>) outs(%35 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %37 = tensor.empty() : tensor<5x16xf16>
    %38 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<5x16xf32>) outs(%37 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %40 = arith.truncf %in : f32 to f16
      linalg.yield %40 : f16
    } -> tensor<5x16xf16>
    %expanded_7 = tensor.expand_shape %38 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %39 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %expanded_7 : tensor<1x5x16xf16>, tensor<1x5x16xf16>) outs(%16 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_8: f16, %out: f16):
      %40 = arith.addf %in, %in_8 : f16
      linalg.yield %40 : f16
    } -> tensor<1x5x16xf16>
    return %39 : tensor<1x5x16xf16>
  }
}
