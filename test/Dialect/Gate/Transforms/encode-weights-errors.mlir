// RUN: penstock-opt %s --penstock-choose-strategy="triple=x86_64-unknown-linux-gnu cpu=x86-64-v3" --gate-encode-weights=arguments=1 -split-input-file -verify-diagnostics

func.func @negative_name_of_the_encoder(
    %x: tensor<4x8xf32>, %w: tensor<8x16xf32> {penstock.name = "w"},
    %out: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %y = gate.gated_matmul ins(%x : tensor<4x8xf32>)
         weights(%w : tensor<8x16xf32>) outs(%out : tensor<4x16xf32>)
  return %y : tensor<4x16xf32>
}
// expected-error @below {{has the name of the function that encodes argument 'w' of 'negative_name_of_the_encoder'}}
func.func private @negative_name_of_the_encoder_encode_w()
