#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1) -> (d0, d1)>
#map4 = affine_map<(d0, d1) -> (d1)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<16xf32>, %arg2: tensor<16xf32>, %arg3: tensor<48x16xf32>, %arg4: tensor<48xf32>, %arg5: tensor<16x24xf32>, %arg6: tensor<16xf32>) -> tensor<1x5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f64
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e+00 : f32
    %cst_2 = arith.constant 5.000000e-01 : f32
    %cst_3 = arith.constant 1.000000e-05 : f64
    %cst_4 = arith.constant 1.600000e+01 : f64
    %cst_5 = arith.constant 1.600000e+01 : f32
    %cst_6 = arith.constant 1.41421354 : f32
    %0 = tensor.empty() : tensor<1x5x16xf64>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<1x5x16xf32>) outs(%0 : tensor<1x5x16xf64>) {
    ^bb0(%in: f32, %out: f64):
      %36 = arith.extf %in : f32 to f64
      linalg.yield %36 : f64
    } -> tensor<1x5x16xf64>
    %2 = tensor.empty() : tensor<1x5x1xf64>
    %3 = linalg.fill ins(%cst : f64) outs(%2 : tensor<1x5x1xf64>) -> tensor<1x5x1xf64>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%1 : tensor<1x5x16xf64>) outs(%3 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %36 = arith.addf %in, %out : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x1xf64>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4 : tensor<1x5x1xf64>) outs(%2 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %36 = arith.divf %in, %cst_4 : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x1xf64>
    %6 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %5 : tensor<1x5x16xf64>, tensor<1x5x1xf64>) outs(%0 : tensor<1x5x16xf64>) {
    ^bb0(%in: f64, %in_11: f64, %out: f64):
      %36 = arith.subf %in, %in_11 : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x16xf64>
    %7 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %6 : tensor<1x5x16xf64>, tensor<1x5x16xf64>) outs(%0 : tensor<1x5x16xf64>) {
    ^bb0(%in: f64, %in_11: f64, %out: f64):
      %36 = arith.mulf %in, %in_11 : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x16xf64>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%7 : tensor<1x5x16xf64>) outs(%3 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %36 = arith.addf %in, %out : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x1xf64>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x1xf64>) outs(%2 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %36 = arith.divf %in, %cst_4 : f64
      linalg.yield %36 : f64
    } -> tensor<1x5x1xf64>
    %10 = tensor.empty() : tensor<1x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x5x1xf64>) outs(%10 : tensor<1x5x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %36 = arith.truncf %in : f64 to f32
      linalg.yield %36 : f32
    } -> tensor<1x5x1xf32>
    %12 = linalg.fill ins(%cst_0 : f32) outs(%10 : tensor<1x5x1xf32>) -> tensor<1x5x1xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%arg0 : tensor<1x5x16xf32>) outs(%12 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %36 = arith.addf %in, %out : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x1xf32>
    %14 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13 : tensor<1x5x1xf32>) outs(%10 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %36 = arith.divf %in, %cst_5 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x1xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<1x5x1xf32>) outs(%10 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %36 = arith.truncf %cst_3 : f64 to f32
      %37 = arith.addf %in, %36 : f32
      linalg.yield %37 : f32
    } -> tensor<1x5x1xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<1x5x1xf32>) outs(%10 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %36 = math.rsqrt %in : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x1xf32>
    %17 = tensor.empty() : tensor<1x5x16xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %14 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%17 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.subf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x16xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %16 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%17 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.mulf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x16xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19, %arg1 : tensor<1x5x16xf32>, tensor<16xf32>) outs(%17 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.mulf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20, %arg2 : tensor<1x5x16xf32>, tensor<16xf32>) outs(%17 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.addf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x16xf32>
    %collapsed = tensor.collapse_shape %21 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %22 = tensor.empty() : tensor<16x48xf32>
    %transposed = linalg.transpose ins(%arg3 : tensor<48x16xf32>) outs(%22 : tensor<16x48xf32>) permutation = [1, 0] 
    %23 = tensor.empty() : tensor<5x48xf32>
    %24 = linalg.fill ins(%cst_0 : f32) outs(%23 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %25 = linalg.matmul ins(%collapsed, %transposed : tensor<5x16xf32>, tensor<16x48xf32>) outs(%24 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %26 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel"]} ins(%25, %arg4 : tensor<5x48xf32>, tensor<48xf32>) outs(%23 : tensor<5x48xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.addf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<5x48xf32>
    %expanded = tensor.expand_shape %26 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf32> into tensor<1x5x48xf32>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %extracted_slice_7 = tensor.extract_slice %expanded[0, 0, 24] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %27 = tensor.empty() : tensor<1x5x24xf32>
    %28 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_7 : tensor<1x5x24xf32>) outs(%27 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %36 = arith.divf %in, %cst_6 : f32
      %37 = math.erf %36 : f32
      %38 = arith.addf %37, %cst_1 : f32
      %39 = arith.mulf %38, %cst_2 : f32
      %40 = arith.mulf %in, %39 : f32
      linalg.yield %40 : f32
    } -> tensor<1x5x24xf32>
    %29 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %28 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%27 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.mulf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x24xf32>
    %collapsed_8 = tensor.collapse_shape %29 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %30 = tensor.empty() : tensor<24x16xf32>
    %transposed_9 = linalg.transpose ins(%arg5 : tensor<16x24xf32>) outs(%30 : tensor<24x16xf32>) permutation = [1, 0] 
    %31 = tensor.empty() : tensor<5x16xf32>
    %32 = linalg.fill ins(%cst_0 : f32) outs(%31 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %33 = linalg.matmul ins(%collapsed_8, %transposed_9 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%32 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %34 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel"]} ins(%33, %arg6 : tensor<5x16xf32>, tensor<16xf32>) outs(%31 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.addf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<5x16xf32>
    %expanded_10 = tensor.expand_shape %34 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    %35 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %expanded_10 : tensor<1x5x16xf32>, tensor<1x5x16xf32>) outs(%17 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %36 = arith.addf %in, %in_11 : f32
      linalg.yield %36 : f32
    } -> tensor<1x5x16xf32>
    return %35 : tensor<1x5x16xf32>
  }
}
