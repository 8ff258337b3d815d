/// Why a stream of bytes can't be decoded.
public enum CodingError: Error, Equatable, CustomStringConvertible {
  /// It ends before the last symbol.
  case truncated
  /// It is not what the coder writes for the symbols that it seems to hold.
  case damaged

  /// The reason in a few words.
  public var description: String {
    switch self {
    case .truncated: "the coded bytes end too soon"
    case .damaged: "the coded bytes are damaged"
    }
  }
}
