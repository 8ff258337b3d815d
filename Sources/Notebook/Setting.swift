import Basics
import Foundation
import Synchronization

/// The settings of a chapter: a struct whose properties are each a ``Setting``.
///
/// From it come the table in the book, `--help`, the command line, the range checks and the record
/// in results.json. A property `batchSize` is `--batch-size` on the command line and `batch_size`
/// elsewhere.
///
///     struct Settings: ChapterSettings {
///       @Setting("images per update", symbol: "B", in: 1...4000) var batchSize = 256
///     }
public protocol ChapterSettings: Sendable {}

/// A number that a reader may change: its default, its symbol, its range and a sentence.
@propertyWrapper
public struct Setting<Value: SettingValue>: Sendable {
  let range: ClosedRange<Value>
  let symbol: String
  let sentence: String
  let quick: Value?
  let initial: Value
  private let storage: Storage

  /// Shared by the copies of a setting, so that the command line reaches the chapter's own.
  private final class Storage: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// A setting with a default.
  ///
  /// - Parameters:
  ///   - sentence: what it is, with its unit.
  ///   - symbol: its symbol in formulas, as TeX; empty when it has none.
  ///   - range: what the command line accepts.
  ///   - quick: its value under `--quick`, when the default would take more than seconds.
  public init(
    wrappedValue: Value, _ sentence: String, symbol: String = "", in range: ClosedRange<Value>,
    quick: Value? = nil
  ) {
    for value in [wrappedValue] + [quick].compactMap(\.self) {
      require(
        range.contains(value),
        "the setting “\(sentence)” can't be \(value): its range is "
          + "\(range.lowerBound)…\(range.upperBound)")
    }
    (self.sentence, self.symbol, self.range) = (sentence, symbol, range)
    (self.quick, initial, storage) = (quick, wrappedValue, Storage(wrappedValue))
  }

  /// The default, or what the command line said.
  public var wrappedValue: Value { storage.value.withLock(\.self) }

  private func set(_ value: Value) { storage.value.withLock { $0 = value } }
}

/// What a setting can be: a whole or a decimal number.
public protocol SettingValue: Comparable, LosslessStringConvertible, Sendable {
  /// The number for results.json.
  var number: Double { get }
  /// The number as people write it.
  var text: String { get }
  /// "a whole number" or "a number", for messages.
  static var kind: String { get }
}

extension Int: SettingValue {
  /// The same number, as a double.
  public var number: Double { Double(self) }
  /// Its digits.
  public var text: String { "\(self)" }
  /// How messages call it.
  public static var kind: String { "a whole number" }
}

extension Double: SettingValue {
  /// The number itself.
  public var number: Double { self }
  /// Its shortest digits: "0.001", "1", "1e-6".
  public var text: String {
    let text = "\(self)".replacing("e-0", with: "e-")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
  /// How messages call it.
  public static var kind: String { "a number" }
}

// MARK: Seen from the notebook

/// A setting without its type: what the table, the command line and the record need.
protocol AnySetting {
  var symbol: String { get }
  var sentence: String { get }
  var isChanged: Bool { get }
  var number: Double { get }
  var text: String { get }
  var defaultText: String { get }
  var rangeText: String { get }
  func accepts(_ text: String) -> Bool
  func canonical(_ text: String) -> String?
  func read(_ text: String) -> Bool
  func makeQuick()
}

extension Setting: AnySetting {
  var isChanged: Bool { wrappedValue != initial }
  var number: Double { wrappedValue.number }
  var text: String { wrappedValue.text }
  var defaultText: String { initial.text }
  var rangeText: String { "\(Value.kind), \(range.lowerBound.text)…\(range.upperBound.text)" }

  /// Whether `text` says a value in the range.
  func accepts(_ text: String) -> Bool { value(text) != nil }

  /// The value that `text` says, as people write it: "8" for "+08".
  func canonical(_ text: String) -> String? { value(text)?.text }

  /// Takes the value that `text` says; false when it is not one or lies outside the range.
  func read(_ text: String) -> Bool {
    guard let value = value(text) else { return false }
    set(value)
    return true
  }

  private func value(_ text: String) -> Value? {
    Value(text).flatMap { range.contains($0) ? $0 : nil }
  }

  func makeQuick() {
    if let quick { set(quick) }
  }
}

/// The settings of a chapter by name, in the order of their declaration: ("batch_size", its
/// setting).
func declaredSettings(of chapter: some ChapterSettings) -> [(name: String, setting: any AnySetting)]
{
  Mirror(reflecting: chapter).children.compactMap { child in
    guard let label = child.label, let setting = child.value as? any AnySetting else { return nil }
    return (snakeCase(String(label.dropFirst())), setting)
  }
}

/// "batchSize" → "batch_size".
private func snakeCase(_ name: String) -> String {
  name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
}
