import Engine
import Models
import Statistics

/// Of each row of `rows`, the largest cosine with a component; the mean over the rows.
func alignment(of rows: Matrix, with components: Matrix) -> Double {
  let overlap = rows.multiplied(byTransposeOf: components)
  return (0..<rows.rows).map { i in
    let length = rows.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
    return Double((overlap.row(i).map(abs).max() ?? 0) / length)
  }.mean
}

/// The cosine of the decoder's matrix and the encoder's, transposed.
func transposeCosine(_ model: Autoencoder) -> Double {
  let (encoder, decoder) = (model["encoder.0.weight"].transposed, model["decoder.0.weight"])
  func dot(_ a: Matrix, _ b: Matrix) -> Double { (a * b).sum }
  return dot(decoder, encoder) / (dot(decoder, decoder) * dot(encoder, encoder)).squareRoot()
}
