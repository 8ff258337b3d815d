import TestSupport
import Testing

@testable import Notebook

@Suite("Settings are declared once and seen everywhere")
struct SettingTests {
  @Test("Names are those of the properties in snake case, in their order")
  func names() {
    #expect(SampleSettings().list.map(\.name) == ["epochs", "learning_rate"])
  }

  @Test("A setting says what it is")
  func texts() throws {
    let list = SampleSettings().list
    try #require(list.count == 2)
    let (epochs, rate) = (list[0].setting, list[1].setting)
    #expect((epochs.symbol, epochs.sentence) == ("E", "passes over the data"))
    #expect((epochs.text, epochs.number) == ("50", 50))
    #expect(epochs.rangeText == "a whole number, 1…1000")
    #expect((rate.symbol, rate.text, rate.number) == ("", "0.01", 0.01))
    #expect(rate.rangeText == "a number, 0.0001…1")
  }

  @Test("Both ends of the range can be set")
  func ends() {
    let settings = SampleSettings()
    for (text, value) in [("1", 1), ("1000", 1000)] {
      #expect(settings.list[0].setting.read(text))
      #expect(settings.epochs == value)
      #expect(settings.list[0].setting.isChanged)
      #expect(settings.list[0].setting.defaultText == "50")
    }
  }

  @Test("The default, given by name, is not a changed setting")
  func backToDefault() {
    let setting = SampleSettings().list[0].setting
    #expect(setting.read("7") && setting.isChanged)
    #expect(setting.read("50") && !setting.isChanged)
  }

  @Test(
    "What is no number in the range leaves a setting as it was",
    arguments: ["0", "1001", "-5", "1.5", "ten", "", " 7", "7 ", "1e2", "99999999999999999999"])
  func refusedWhole(text: String) {
    let settings = SampleSettings()
    #expect(!settings.list[0].setting.read(text))
    #expect(settings.epochs == 50)
  }

  @Test(
    "Nor does a decimal setting take what is none",
    arguments: ["0", "1.01", "nan", "inf", "-inf", "0,5", ""])
  func refusedDecimal(text: String) {
    let settings = SampleSettings()
    #expect(!settings.list[1].setting.read(text))
    #expect(settings.learningRate == 0.01)
  }

  @Test("Only settings with a quick value have one")
  func quick() {
    let settings = SampleSettings()
    settings.list.forEach { $0.setting.makeQuick() }
    #expect((settings.epochs, settings.learningRate) == (2, 0.01))
  }

  @Test("A default outside the range stops the chapter")
  func badDefault() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Setting(wrappedValue: 0, "passes", in: 1...10)
    }
    expect("the setting “passes” can't be 0: its range is 1…10", isPrintedBy: result)
  }

  @Test("So does a quick value outside the range")
  func badQuick() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Setting(wrappedValue: 5, "passes", in: 1...10, quick: 11)
    }
    expect("the setting “passes” can't be 11: its range is 1…10", isPrintedBy: result)
  }
}

@Test("The helper below fails on another message, and on a program that said nothing")
func helperFails() async {
  let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    fatalError("one thing and another")
  }
  expect("one thing and another", isPrintedBy: result)
  for (message, result) in [("one thing", result), ("one thing and another", nil)] {
    withKnownIssue { expect(message, isPrintedBy: result) }
  }
}
