#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d0, 0)>
#map3 = affine_map<(d0, d1) -> (d1)>
module @jit_block {
  func.func public @main(%arg0: tensor<5x16xf32>, %arg1: tensor<16xf32>, %arg2: tensor<16x24xf32>, %arg3: tensor<16x24xf32>, %arg4: tensor<24x16xf32>) -> tensor<5x16xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant 9.99999997E-7 : f32
    %cst_1 = arith.constant 1.600000e+01 : f32
    %cst_2 = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<5x16xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg0 : tensor<5x16xf32>) outs(%0 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.mulf %in, %in : f32
      linalg.yield %42 : f32
    } -> tensor<5x16xf32>
    %2 = tensor.empty() : tensor<5xf32>
    %3 = linalg.fill ins(%cst_2 : f32) outs(%2 : tensor<5xf32>) -> tensor<5xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%1 : tensor<5x16xf32>) outs(%3 : tensor<5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.addf %out, %in : f32
      linalg.yield %42 : f32
    } -> tensor<5xf32>
    %expanded = tensor.expand_shape %4 [[0, 1]] output_shape [5, 1] : tensor<5xf32> into tensor<5x1xf32>
    %5 = tensor.empty() : tensor<5x1xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%expanded : tensor<5x1xf32>) outs(%5 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.divf %in, %cst_1 : f32
      linalg.yield %42 : f32
    } -> tensor<5x1xf32>
    %7 = tensor.empty() : tensor<5x1xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<5x1xf32>) outs(%7 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.addf %in, %cst_0 : f32
      linalg.yield %42 : f32
    } -> tensor<5x1xf32>
    %9 = tensor.empty() : tensor<5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<5x1xf32>) outs(%9 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = math.rsqrt %in : f32
      linalg.yield %42 : f32
    } -> tensor<5x1xf32>
    %11 = tensor.empty() : tensor<5x16xf32>
    %12 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%10 : tensor<5x1xf32>) outs(%11 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %13 = tensor.empty() : tensor<5x16xf32>
    %14 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg0, %12 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%13 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_3: f32, %out: f32):
      %42 = arith.mulf %in, %in_3 : f32
      linalg.yield %42 : f32
    } -> tensor<5x16xf32>
    %15 = tensor.empty() : tensor<5x16xf32>
    %16 = linalg.generic {indexing_maps = [#map3, #map], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<16xf32>) outs(%15 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %17 = tensor.empty() : tensor<5x16xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%14, %16 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%17 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_3: f32, %out: f32):
      %42 = arith.mulf %in, %in_3 : f32
      linalg.yield %42 : f32
    } -> tensor<5x16xf32>
    %19 = tensor.empty() : tensor<5x24xf32>
    %20 = linalg.fill ins(%cst_2 : f32) outs(%19 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %21 = linalg.matmul ins(%18, %arg2 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%20 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %22 = tensor.empty() : tensor<5x24xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%21 : tensor<5x24xf32>) outs(%22 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.negf %in : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %24 = tensor.empty() : tensor<5x24xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%23 : tensor<5x24xf32>) outs(%24 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = math.exp %in : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %26 = tensor.empty() : tensor<5x24xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%25 : tensor<5x24xf32>) outs(%26 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.addf %in, %cst : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %28 = tensor.empty() : tensor<5x24xf32>
    %29 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%27 : tensor<5x24xf32>) outs(%28 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %42 = arith.divf %cst, %in : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %30 = tensor.empty() : tensor<5x24xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%21, %29 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%30 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_3: f32, %out: f32):
      %42 = arith.mulf %in, %in_3 : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %32 = tensor.empty() : tensor<5x24xf32>
    %33 = linalg.fill ins(%cst_2 : f32) outs(%32 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %34 = linalg.matmul ins(%18, %arg3 : tensor<5x16xf32>, tensor<16x24xf32>) outs(%33 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %35 = tensor.empty() : tensor<5x24xf32>
    %36 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%31, %34 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%35 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_3: f32, %out: f32):
      %42 = arith.mulf %in, %in_3 : f32
      linalg.yield %42 : f32
    } -> tensor<5x24xf32>
    %37 = tensor.empty() : tensor<5x16xf32>
    %38 = linalg.fill ins(%cst_2 : f32) outs(%37 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %39 = linalg.matmul ins(%36, %arg4 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%38 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %40 = tensor.empty() : tensor<5x16xf32>
    %41 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg0, %39 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%40 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_3: f32, %out: f32):
      %42 = arith.addf %in, %in_3 : f32
      linalg.yield %42 : f32
    } -> tensor<5x16xf32>
    return %41 : tensor<5x16xf32>
  }
}

