/// The page of the teacher's guide: its source, whose links are those of the page, between links to the contents.
public func guidePage(_ source: String) -> String {
  """
  [Contents](README.md)

  \(source.sourceLines.trimmed.text)

  [Contents](README.md)

  """
}
