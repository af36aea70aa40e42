#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<16xf32>, %arg2: tensor<24x16xf32>, %arg3: tensor<24x16xf32>, %arg4: tensor<16x24xf32>) -> tensor<1x5x16xf32> {
    %c2_i64 = arith.constant 2 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e-05 : f64
    %cst_2 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<1x5x1xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<1x5x1xf32>) -> tensor<1x5x1xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%arg0 : tensor<1x5x16xf32>) outs(%1 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.addf %in, %out : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x1xf32>
    %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%2 : tensor<1x5x1xf32>) outs(%0 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.divf %in, %cst_2 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x1xf32>
    %4 = tensor.empty() : tensor<1x5x16xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %3 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%4 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.subf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x16xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5 : tensor<1x5x16xf32>) outs(%4 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %27 : f32
    } -> tensor<1x5x16xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%6 : tensor<1x5x16xf32>) outs(%1 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.addf %in, %out : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x1xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<1x5x1xf32>) outs(%0 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.divf %in, %cst_2 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x1xf32>) outs(%0 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.truncf %cst_1 : f64 to f32
      %28 = arith.addf %in, %27 : f32
      linalg.yield %28 : f32
    } -> tensor<1x5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x1xf32>) outs(%0 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = math.rsqrt %in : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5, %10 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%4 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.mulf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x16xf32>
    %12 = linalg.generic {indexing_maps = [#map2, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1, %11 : tensor<16xf32>, tensor<1x5x16xf32>) outs(%4 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.mulf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x16xf32>
    %13 = tensor.empty() : tensor<16x24xf32>
    %transposed = linalg.transpose ins(%arg2 : tensor<24x16xf32>) outs(%13 : tensor<16x24xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %12 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %14 = tensor.empty() : tensor<5x24xf32>
    %15 = linalg.fill ins(%cst : f32) outs(%14 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %16 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf32>, tensor<16x24xf32>) outs(%15 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %expanded = tensor.expand_shape %16 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf32> into tensor<1x5x24xf32>
    %17 = tensor.empty() : tensor<1x5x24xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x5x24xf32>) outs(%17 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %27 = arith.negf %in : f32
      %28 = math.exp %27 : f32
      %29 = arith.addf %28, %cst_0 : f32
      %30 = arith.divf %cst_0, %29 : f32
      linalg.yield %30 : f32
    } -> tensor<1x5x24xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %18 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%17 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.mulf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x24xf32>
    %transposed_3 = linalg.transpose ins(%arg3 : tensor<24x16xf32>) outs(%13 : tensor<16x24xf32>) permutation = [1, 0] 
    %20 = linalg.matmul ins(%collapsed, %transposed_3 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%15 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %expanded_4 = tensor.expand_shape %20 [[0, 1], [2]] output_shape [1, 5, 24] : tensor<5x24xf32> into tensor<1x5x24xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19, %expanded_4 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%17 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.mulf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x24xf32>
    %22 = tensor.empty() : tensor<24x16xf32>
    %transposed_5 = linalg.transpose ins(%arg4 : tensor<16x24xf32>) outs(%22 : tensor<24x16xf32>) permutation = [1, 0] 
    %collapsed_6 = tensor.collapse_shape %21 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %23 = tensor.empty() : tensor<5x16xf32>
    %24 = linalg.fill ins(%cst : f32) outs(%23 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %25 = linalg.matmul ins(%collapsed_6, %transposed_5 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%24 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %expanded_7 = tensor.expand_shape %25 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %expanded_7 : tensor<1x5x16xf32>, tensor<1x5x16xf32>) outs(%4 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_8: f32, %out: f32):
      %27 = arith.addf %in, %in_8 : f32
      linalg.yield %27 : f32
    } -> tensor<1x5x16xf32>
    return %26 : tensor<1x5x16xf32>
  }
}
