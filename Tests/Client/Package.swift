// swift-tools-version: 6.2
import Foundation
import PackageDescription

// A package as a reader may make it: it depends on a release of the book's engine. `test` beside this file says where
// the release is.
let release = ProcessInfo.processInfo.environment["AUTOENCODERS"] ?? ""

let package = Package(
  name: "client",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: release, from: "1.0.0")],
  targets: [
    .executableTarget(
      name: "client",
      dependencies: [
        .product(name: "AutoencoderEngine", package: "Autoencoders"),
        .product(name: "AutoencoderModels", package: "Autoencoders"),
      ])
  ]
)
