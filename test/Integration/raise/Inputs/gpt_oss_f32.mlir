#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d2)>
module {
  func.func @main(%arg0: tensor<1x5x16xf32>, %arg1: tensor<16x48xf32>, %arg2: tensor<48xf32>, %arg3: tensor<24x16xf32>, %arg4: tensor<16xf32>) -> tensor<1x5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant 1.702000e+00 : f64
    %cst_2 = arith.constant 7.000000e+00 : f32
    %cst_3 = arith.constant -7.000000e+00 : f32
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x5x16xf32> into tensor<5x16xf32>
    %0 = tensor.empty() : tensor<5x48xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %2 = linalg.matmul ins(%collapsed, %arg1 : tensor<5x16xf32>, tensor<16x48xf32>) outs(%1 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %expanded = tensor.expand_shape %2 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf32> into tensor<1x5x48xf32>
    %3 = tensor.empty() : tensor<1x5x48xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %arg2 : tensor<1x5x48xf32>, tensor<48xf32>) outs(%3 : tensor<1x5x48xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %18 = arith.addf %in, %in_7 : f32
      linalg.yield %18 : f32
    } -> tensor<1x5x48xf32>
    %extracted_slice = tensor.extract_slice %4[0, 0, 0] [1, 5, 24] [1, 1, 2] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %extracted_slice_4 = tensor.extract_slice %4[0, 0, 1] [1, 5, 24] [1, 1, 2] : tensor<1x5x48xf32> to tensor<1x5x24xf32>
    %5 = tensor.empty() : tensor<1x5x24xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %18 = arith.cmpf ugt, %in, %cst_2 : f32
      %19 = arith.select %18, %cst_2, %in : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_4 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %18 = arith.cmpf ult, %in, %cst_3 : f32
      %19 = arith.select %18, %cst_3, %in : f32
      %20 = arith.cmpf ugt, %19, %cst_2 : f32
      %21 = arith.select %20, %cst_2, %19 : f32
      linalg.yield %21 : f32
    } -> tensor<1x5x24xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %18 = arith.truncf %cst_1 : f64 to f32
      %19 = arith.mulf %in, %18 : f32
      linalg.yield %19 : f32
    } -> tensor<1x5x24xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %18 = arith.negf %in : f32
      %19 = math.exp %18 : f32
      %20 = arith.addf %19, %cst_0 : f32
      %21 = arith.divf %cst_0, %20 : f32
      linalg.yield %21 : f32
    } -> tensor<1x5x24xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6, %9 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %18 = arith.mulf %in, %in_7 : f32
      linalg.yield %18 : f32
    } -> tensor<1x5x24xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %18 = arith.addf %in, %cst_0 : f32
      linalg.yield %18 : f32
    } -> tensor<1x5x24xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11, %10 : tensor<1x5x24xf32>, tensor<1x5x24xf32>) outs(%5 : tensor<1x5x24xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %18 = arith.mulf %in, %in_7 : f32
      linalg.yield %18 : f32
    } -> tensor<1x5x24xf32>
    %collapsed_5 = tensor.collapse_shape %12 [[0, 1], [2]] : tensor<1x5x24xf32> into tensor<5x24xf32>
    %13 = tensor.empty() : tensor<5x16xf32>
    %14 = linalg.fill ins(%cst : f32) outs(%13 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %15 = linalg.matmul ins(%collapsed_5, %arg3 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%14 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %expanded_6 = tensor.expand_shape %15 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf32> into tensor<1x5x16xf32>
    %16 = tensor.empty() : tensor<1x5x16xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_6, %arg4 : tensor<1x5x16xf32>, tensor<16xf32>) outs(%16 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %18 = arith.addf %in, %in_7 : f32
      linalg.yield %18 : f32
    } -> tensor<1x5x16xf32>
    return %17 : tensor<1x5x16xf32>
  }
}
