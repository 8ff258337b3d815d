/// A picture as a value: what it shows, said in three ways that cannot drift apart.
///
/// A figure whose parts do not fit together is a mistake of its author's and traps when it is made. Its
/// numbers come from data and settings: one that can't be drawn is an error when the figure is.
public protocol Figure: Sendable {
  /// What can't be drawn of it, a number that is not finite, say, or not positive on a log axis; nil where
  /// all can.
  var fault: String? { get }

  /// The file format it is drawn in.
  var format: PictureFormat { get }

  /// What a reader who cannot see the picture learns from it, one to three sentences made from its
  /// data.
  var altText: String { get }

  /// The data behind the picture as CSV (RFC 4180), numbers in full precision.
  var data: String { get }

  /// The whole gnuplot program that writes the picture to standard output.
  var script: String { get }
}

/// A figure that still says something when drawn with characters.
public protocol Sketchable: Figure {
  /// The whole gnuplot program that writes the figure as text of that width to standard output.
  func sketchScript(columns: Int) -> String
}

/// A chart that can show what it would have been in another run, in grey behind it.
public protocol Superposable: Figure {
  /// This chart with that of another run behind it.
  ///
  /// - Parameter data: the ``Figure/data`` of the other run's chart.
  /// - Returns: nil where `data` is not that of a chart of this kind.
  func inFront(of data: String) -> Self?
}

/// The file formats of figures; the raw value is the file name's extension.
public enum PictureFormat: String, Sendable {
  /// Scalable Vector Graphics, for charts.
  case svg
  /// Portable Network Graphics, for grids of pixels.
  case png
}
