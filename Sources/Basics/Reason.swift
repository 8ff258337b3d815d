import Foundation

/// What the system says of an error, without the layers that Foundation puts around it: "No space left
/// on device". An error of this package's own says it itself.
package func reason(of error: any Error) -> String {
  var cause = error as NSError
  while let inner = cause.userInfo[NSUnderlyingErrorKey] as? any Error { cause = inner as NSError }
  if cause.domain == NSPOSIXErrorDomain { return systemMessage(Int32(cause.code)) }
  return cause.domain == NSCocoaErrorDomain ? cause.localizedDescription : "\(error)"
}

/// What the system calls an error of that number.
package func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// An error as a reader sees it: in the package's own words or, where Foundation's has come through, as
/// the file and what the system says of it.
package func words(for error: any Error) -> String {
  let file = (error as NSError).userInfo[NSFilePathErrorKey] as? String
  return (file.map { "\($0): expected to read or write it, found: " } ?? "") + reason(of: error)
}
