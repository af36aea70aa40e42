// RUN: penstock-opt %s -gate-materialize-encodings | FileCheck %s

!int8 = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>
!int4 = tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>

// CHECK-LABEL: func.func @argument(
// CHECK-SAME: %{{[^:]*}}: tensor<?x64xf32>, %[[V:[^:]*]]: tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>, penstock.name = "up"}, %[[S:[^:]*]]: tensor<3x16xf32>, %{{[^:]*}}: f32)
// CHECK-NEXT: %[[W:.*]] = gate.assemble %[[V]], %[[S]] : tensor<3x64x16xi8>, tensor<3x16xf32> -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-NEXT: gate.decode %[[W]]
func.func @argument(%x: tensor<?x64xf32>, %w: !int8 {penstock.name = "up"}, %s: f32) -> tensor<64x40xf32> {
  %d = gate.decode %w : !int8 -> tensor<64x40xf32>
  return %d : tensor<64x40xf32>
}

// CHECK-LABEL: func.func @arguments(
// CHECK-SAME: %[[V:[^:]*]]: tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>}, %[[S:[^:]*]]: tensor<3x16xf32>,
// CHECK-SAME: %[[V4:[^:]*]]: tensor<3x2x16x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>}, %[[S4:[^:]*]]: tensor<3x2x16xf16>, %[[M4:[^:]*]]: tensor<3x2x16xf16>)
// CHECK-DAG: gate.assemble %[[V]], %[[S]] : tensor<3x64x16xi8>, tensor<3x16xf32> -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-DAG: gate.assemble %[[V4]], %[[S4]], %[[M4]] : tensor<3x2x16x16xi8>, tensor<3x2x16xf16>, tensor<3x2x16xf16> -> tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>
func.func @arguments(%a: !int8, %b: !int4) -> (tensor<64x40xf32>, tensor<64x40xf32>) {
  %d = gate.decode %a : !int8 -> tensor<64x40xf32>
  %e = gate.decode %b : !int4 -> tensor<64x40xf32>
  return %d, %e : tensor<64x40xf32>, tensor<64x40xf32>
}

// CHECK-LABEL: func.func @result(
// CHECK-SAME: -> (tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>}, tensor<3x16xf32>, index)
// CHECK: %[[E:.*]] = gate.encode
// CHECK-NEXT: %[[P:.*]]:2 = gate.storage %[[E]] : tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>> -> tensor<3x64x16xi8>, tensor<3x16xf32>
// CHECK-NEXT: return %[[P]]#0, %[[P]]#1, %{{.*}} : tensor<3x64x16xi8>, tensor<3x16xf32>, index
func.func @result(%w: tensor<64x40xf32>) -> (!int8, index) {
  %c = arith.constant 3 : index
  %d = gate.encode %w : tensor<64x40xf32> -> !int8
  return %d, %c : !int8, index
}

// CHECK-LABEL: func.func private @external
// CHECK-SAME: (tensor<4xf32>, tensor<3x2x16x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int4, tile = 16, group_size = 32, asymmetric, scale = f16>>}, tensor<3x2x16xf16>, tensor<3x2x16xf16>) -> (tensor<3x64x16xi8> {gate.encoded_type = tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>}, tensor<3x16xf32>)
func.func private @external(%w: tensor<4xf32>, %v: !int4) -> !int8

// CHECK-LABEL: func.func @call
// CHECK-SAME: (%[[X:[^:]*]]: tensor<4xf32>
// CHECK: %[[W:.*]] = gate.assemble
// CHECK-NEXT: %[[P:.*]]:3 = gate.storage %[[W]] :
// CHECK-NEXT: %[[R:.*]]:2 = call @external(%[[X]], %[[P]]#0, %[[P]]#1, %[[P]]#2) : (tensor<4xf32>, tensor<3x2x16x16xi8>, tensor<3x2x16xf16>, tensor<3x2x16xf16>) -> (tensor<3x64x16xi8>, tensor<3x16xf32>)
// CHECK-NEXT: %[[E:.*]] = gate.assemble %[[R]]#0, %[[R]]#1 : tensor<3x64x16xi8>, tensor<3x16xf32> -> tensor<64x40xf32, #gate.weight<panels, int8, tile = 16>>
// CHECK-NEXT: gate.decode %[[E]]
func.func @call(%w: tensor<4xf32>, %v: !int4) -> tensor<64x40xf32> {
  %r = call @external(%w, %v) : (tensor<4xf32>, !int4) -> !int8
  %d = gate.decode %r : !int8 -> tensor<64x40xf32>
  return %d : tensor<64x40xf32>
}

// CHECK-LABEL: func.func @plain(
// CHECK-SAME: %{{.*}}: tensor<4xf32> {penstock.name = "w"}) -> tensor<4xf32>
func.func @plain(%w: tensor<4xf32> {penstock.name = "w"}) -> tensor<4xf32> {
  return %w : tensor<4xf32>
}
