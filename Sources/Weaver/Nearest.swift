/// The name in `names` that needs the fewest edits to become `name`; nil if even that one is far off: more
/// than one edit for each three characters, or for a name shorter than that.
///
/// Edits are insertions, deletions and substitutions of one character, and exchanges of two neighbours
/// (optimal string alignment: Damerau 1964, "A technique for computer detection and correction of
/// spelling errors", Communications of the ACM 7). Among equals the first in the alphabet wins.
package func nearest(to name: String, among names: some Sequence<String>) -> String? {
  names
    .map { (distance: editDistance(name, $0), name: $0) }
    .filter { $0.distance <= max(1, name.count / 3) }
    .min { $0 < $1 }?
    .name
}

private func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  // distances[i][j] is that from the first i characters of a to the first j of b.
  var distances = (0...a.count).map { i in (0...b.count).map { j in i == 0 ? j : i } }
  for i in a.indices {
    for j in b.indices {
      var least = min(
        distances[i][j] + (a[i] == b[j] ? 0 : 1), distances[i][j + 1] + 1, distances[i + 1][j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        least = min(least, distances[i - 1][j - 1] + 1)
      }
      distances[i + 1][j + 1] = least
    }
  }
  return distances[a.count][b.count]
}
