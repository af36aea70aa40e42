#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d1)>
module {
  func.func @main(%arg0: tensor<5x16xf32>, %arg1: tensor<16x24xf32>, %arg2: tensor<24xf32>, %arg3: tensor<24x16xf32>, %arg4: tensor<16xf32>) -> tensor<5x16xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<5x24xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %2 = linalg.matmul ins(%arg0, %arg1 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%1 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %3 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%2, %arg2 : tensor<5x24xf32>, tensor<24xf32>) outs(%0 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %9 = arith.addf %in, %in_0 : f32
      linalg.yield %9 : f32
    } -> tensor<5x24xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x24xf32>) outs(%0 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %9 = arith.cmpf ugt, %in, %cst : f32
      %10 = arith.select %9, %in, %cst : f32
      linalg.yield %10 : f32
    } -> tensor<5x24xf32>
    %5 = tensor.empty() : tensor<5x16xf32>
    %6 = linalg.fill ins(%cst : f32) outs(%5 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %7 = linalg.matmul ins(%4, %arg3 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%6 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel"]} ins(%7, %arg4 : tensor<5x16xf32>, tensor<16xf32>) outs(%5 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %9 = arith.addf %in, %in_0 : f32
      linalg.yield %9 : f32
    } -> tensor<5x16xf32>
    return %8 : tensor<5x16xf32>
  }
}

