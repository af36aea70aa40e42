#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0) -> (d0)>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
#map5 = affine_map<(d0, d1) -> (d1)>
module {
  func.func @main(%arg0: tensor<1x5x16xf16>, %arg1: tensor<16xf16>, %arg2: tensor<16xf16>, %arg3: tensor<48x16xf16>, %arg4: tensor<48xf16>, %arg5: tensor<16x24xf16>, %arg6: tensor<16xf16>) -> tensor<1x5x16xf16> {
    %cst = arith.constant 0.000000e+00 : f64
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e+00 : f16
    %cst_2 = arith.constant 2.000000e+00 : f16
    %cst_3 = arith.constant 5.000000e-01 : f16
    %cst_4 = arith.constant 1.000000e-05 : f64
    %cst_5 = arith.constant 1.600000e+01 : f64
    %cst_6 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<1x5x16xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<1x5x16xf16>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<1x5x16xf32>
    %2 = tensor.empty() : tensor<1x5x16xf64>
    %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1 : tensor<1x5x16xf32>) outs(%2 : tensor<1x5x16xf64>) {
    ^bb0(%in: f32, %out: f64):
      %54 = arith.extf %in : f32 to f64
      linalg.yield %54 : f64
    } -> tensor<1x5x16xf64>
    %4 = tensor.empty() : tensor<1x5x1xf64>
    %5 = linalg.fill ins(%cst : f64) outs(%4 : tensor<1x5x1xf64>) -> tensor<1x5x1xf64>
    %6 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%3 : tensor<1x5x16xf64>) outs(%5 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %54 = arith.addf %in, %out : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x1xf64>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<1x5x1xf64>) outs(%4 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %54 = arith.divf %in, %cst_5 : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x1xf64>
    %8 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%3, %7 : tensor<1x5x16xf64>, tensor<1x5x1xf64>) outs(%2 : tensor<1x5x16xf64>) {
    ^bb0(%in: f64, %in_11: f64, %out: f64):
      %54 = arith.subf %in, %in_11 : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x16xf64>
    %9 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %8 : tensor<1x5x16xf64>, tensor<1x5x16xf64>) outs(%2 : tensor<1x5x16xf64>) {
    ^bb0(%in: f64, %in_11: f64, %out: f64):
      %54 = arith.mulf %in, %in_11 : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x16xf64>
    %10 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%9 : tensor<1x5x16xf64>) outs(%5 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %54 = arith.addf %in, %out : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x1xf64>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x5x1xf64>) outs(%4 : tensor<1x5x1xf64>) {
    ^bb0(%in: f64, %out: f64):
      %54 = arith.divf %in, %cst_5 : f64
      linalg.yield %54 : f64
    } -> tensor<1x5x1xf64>
    %12 = tensor.empty() : tensor<1x5x1xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<1x5x1xf64>) outs(%12 : tensor<1x5x1xf32>) {
    ^bb0(%in: f64, %out: f32):
      %54 = arith.truncf %in : f64 to f32
      linalg.yield %54 : f32
    } -> tensor<1x5x1xf32>
    %14 = linalg.fill ins(%cst_0 : f32) outs(%12 : tensor<1x5x1xf32>) -> tensor<1x5x1xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%1 : tensor<1x5x16xf32>) outs(%14 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %54 = arith.addf %in, %out : f32
      linalg.yield %54 : f32
    } -> tensor<1x5x1xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<1x5x1xf32>) outs(%12 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %54 = arith.divf %in, %cst_6 : f32
      linalg.yield %54 : f32
    } -> tensor<1x5x1xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13 : tensor<1x5x1xf32>) outs(%12 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %54 = arith.truncf %cst_4 : f64 to f32
      %55 = arith.addf %in, %54 : f32
      linalg.yield %55 : f32
    } -> tensor<1x5x1xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<1x5x1xf32>) outs(%12 : tensor<1x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %54 = math.rsqrt %in : f32
      linalg.yield %54 : f32
    } -> tensor<1x5x1xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %16 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %54 = arith.subf %in, %in_11 : f32
      linalg.yield %54 : f32
    } -> tensor<1x5x16xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19, %18 : tensor<1x5x16xf32>, tensor<1x5x1xf32>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %54 = arith.mulf %in, %in_11 : f32
      linalg.yield %54 : f32
    } -> tensor<1x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20, %arg1 : tensor<1x5x16xf32>, tensor<16xf16>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f16, %out: f32):
      %54 = arith.extf %in_11 : f16 to f32
      %55 = arith.mulf %in, %54 : f32
      linalg.yield %55 : f32
    } -> tensor<1x5x16xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%21, %arg2 : tensor<1x5x16xf32>, tensor<16xf16>) outs(%0 : tensor<1x5x16xf32>) {
    ^bb0(%in: f32, %in_11: f16, %out: f32):
      %54 = arith.extf %in_11 : f16 to f32
      %55 = arith.addf %in, %54 : f32
      linalg.yield %55 : f32
    } -> tensor<1x5x16xf32>
    %23 = tensor.empty() : tensor<1x5x16xf16>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<1x5x16xf32>) outs(%23 : tensor<1x5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %54 = arith.truncf %in : f32 to f16
      linalg.yield %54 : f16
    } -> tensor<1x5x16xf16>
    %collapsed = tensor.collapse_shape %24 [[0, 1], [2]] : tensor<1x5x16xf16> into tensor<5x16xf16>
    %25 = tensor.empty() : tensor<16x48xf16>
    %transposed = linalg.transpose ins(%arg3 : tensor<48x16xf16>) outs(%25 : tensor<16x48xf16>) permutation = [1, 0] 
    %26 = tensor.empty() : tensor<48xf32>
    %27 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg4 : tensor<48xf16>) outs(%26 : tensor<48xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<48xf32>
    %28 = tensor.empty() : tensor<5x16xf32>
    %29 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%collapsed : tensor<5x16xf16>) outs(%28 : tensor<5x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<5x16xf32>
    %30 = tensor.empty() : tensor<16x48xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<16x48xf16>) outs(%30 : tensor<16x48xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<16x48xf32>
    %32 = tensor.empty() : tensor<5x48xf32>
    %33 = linalg.fill ins(%cst_0 : f32) outs(%32 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %34 = linalg.matmul ins(%29, %31 : tensor<5x16xf32>, tensor<16x48xf32>) outs(%33 : tensor<5x48xf32>) -> tensor<5x48xf32>
    %35 = linalg.generic {indexing_maps = [#map4, #map5, #map4], iterator_types = ["parallel", "parallel"]} ins(%34, %27 : tensor<5x48xf32>, tensor<48xf32>) outs(%32 : tensor<5x48xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %54 = arith.addf %in, %in_11 : f32
      linalg.yield %54 : f32
    } -> tensor<5x48xf32>
    %36 = tensor.empty() : tensor<5x48xf16>
    %37 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%35 : tensor<5x48xf32>) outs(%36 : tensor<5x48xf16>) {
    ^bb0(%in: f32, %out: f16):
      %54 = arith.truncf %in : f32 to f16
      linalg.yield %54 : f16
    } -> tensor<5x48xf16>
    %expanded = tensor.expand_shape %37 [[0, 1], [2]] output_shape [1, 5, 48] : tensor<5x48xf16> into tensor<1x5x48xf16>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf16> to tensor<1x5x24xf16>
    %extracted_slice_7 = tensor.extract_slice %expanded[0, 0, 24] [1, 5, 24] [1, 1, 1] : tensor<1x5x48xf16> to tensor<1x5x24xf16>
    %38 = tensor.empty() : tensor<1x5x24xf16>
    %39 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_7 : tensor<1x5x24xf16>) outs(%38 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %out: f16):
      %54 = math.sqrt %cst_2 : f16
      %55 = arith.divf %in, %54 : f16
      %56 = math.erf %55 : f16
      %57 = arith.addf %56, %cst_1 : f16
      %58 = arith.mulf %57, %cst_3 : f16
      %59 = arith.mulf %in, %58 : f16
      linalg.yield %59 : f16
    } -> tensor<1x5x24xf16>
    %40 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %39 : tensor<1x5x24xf16>, tensor<1x5x24xf16>) outs(%38 : tensor<1x5x24xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %54 = arith.mulf %in, %in_11 : f16
      linalg.yield %54 : f16
    } -> tensor<1x5x24xf16>
    %collapsed_8 = tensor.collapse_shape %40 [[0, 1], [2]] : tensor<1x5x24xf16> into tensor<5x24xf16>
    %41 = tensor.empty() : tensor<24x16xf16>
    %transposed_9 = linalg.transpose ins(%arg5 : tensor<16x24xf16>) outs(%41 : tensor<24x16xf16>) permutation = [1, 0] 
    %42 = tensor.empty() : tensor<16xf32>
    %43 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg6 : tensor<16xf16>) outs(%42 : tensor<16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<16xf32>
    %44 = tensor.empty() : tensor<5x24xf32>
    %45 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%collapsed_8 : tensor<5x24xf16>) outs(%44 : tensor<5x24xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<5x24xf32>
    %46 = tensor.empty() : tensor<24x16xf32>
    %47 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%transposed_9 : tensor<24x16xf16>) outs(%46 : tensor<24x16xf32>) {
    ^bb0(%in: f16, %out: f32):
      %54 = arith.extf %in : f16 to f32
      linalg.yield %54 : f32
    } -> tensor<24x16xf32>
    %48 = linalg.fill ins(%cst_0 : f32) outs(%28 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %49 = linalg.matmul ins(%45, %47 : tensor<5x24xf32>, tensor<24x16xf32>) outs(%48 : tensor<5x16xf32>) -> tensor<5x16xf32>
    %50 = linalg.generic {indexing_maps = [#map4, #map5, #map4], iterator_types = ["parallel", "parallel"]} ins(%49, %43 : tensor<5x16xf32>, tensor<16xf32>) outs(%28 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_11: f32, %out: f32):
      %54 = arith.addf %in, %in_11 : f32
      linalg.yield %54 : f32
    } -> tensor<5x16xf32>
    %51 = tensor.empty() : tensor<5x16xf16>
    %52 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%50 : tensor<5x16xf32>) outs(%51 : tensor<5x16xf16>) {
    ^bb0(%in: f32, %out: f16):
      %54 = arith.truncf %in : f32 to f16
      linalg.yield %54 : f16
    } -> tensor<5x16xf16>
    %expanded_10 = tensor.expand_shape %52 [[0, 1], [2]] output_shape [1, 5, 16] : tensor<5x16xf16> into tensor<1x5x16xf16>
    %53 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0, %expanded_10 : tensor<1x5x16xf16>, tensor<1x5x16xf16>) outs(%23 : tensor<1x5x16xf16>) {
    ^bb0(%in: f16, %in_11: f16, %out: f16):
      %54 = arith.addf %in, %in_11 : f16
      linalg.yield %54 : f16
    } -> tensor<1x5x16xf16>
    return %53 : tensor<1x5x16xf16>
  }
}
