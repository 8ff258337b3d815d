// swift-tools-version: 6.0
import PackageDescription

// A plain `swift run 01-pca` is a debug build. The engine trains in it at nearly full speed, because
// the code that computes is optimised in every configuration. Floating-point contraction is off: a
// compiler that fuses a·b + c on one machine and not on another gives other bits there. Where vectors
// have 512 bits clang would use half of them.
let fastC: [CSetting] = [
  .unsafeFlags(["-O3", "-ffp-contract=off", "-mprefer-vector-width=512"])
]
let fastSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

// What a chapter may use.
let tools: [Target.Dependency] = ["Engine", "Datasets", "Plot", "Notebook", "Workbench"]

let package = Package(
  name: "Autoencoders",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "01-pca", targets: ["Chapter01"]),
    .executable(name: "02-autoencoder", targets: ["Chapter02"]),
    .executable(name: "03-activations", targets: ["Chapter03"]),
    .executable(name: "04-regularisation", targets: ["Chapter04"]),
    .executable(name: "05-vae", targets: ["Chapter05"]),
    .executable(name: "A-engine", targets: ["AppendixA"]),
    .executable(name: "B-tour", targets: ["AppendixB"]),
    .executable(name: "book", targets: ["book"]),
    .executable(name: "bench", targets: ["bench"]),
  ],
  targets: [
    // The chapters, in reading order.
    .executableTarget(name: "Chapter01", dependencies: tools, path: "Chapters/01-pca"),
    .executableTarget(name: "Chapter02", dependencies: tools, path: "Chapters/02-autoencoder"),
    .executableTarget(name: "Chapter03", dependencies: tools, path: "Chapters/03-activations"),
    .executableTarget(
      name: "Chapter04", dependencies: tools, path: "Chapters/04-regularisation"),
    .executableTarget(name: "Chapter05", dependencies: tools, path: "Chapters/05-vae"),
    .executableTarget(name: "AppendixA", dependencies: tools, path: "Chapters/A-engine"),
    .executableTarget(name: "AppendixB", dependencies: tools, path: "Chapters/B-tour"),

    // Training: from the vector units up to models and optimisers.
    .target(name: "Kernels", cSettings: fastC, linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "Engine", dependencies: ["Kernels"], exclude: ["README.md"], swiftSettings: fastSwift),
    .systemLibrary(name: "CZlib"),
    .target(name: "Datasets", dependencies: ["Engine", "CZlib"], swiftSettings: fastSwift),

    // Writing: from gnuplot up to woven pages.
    .target(
      name: "GnuplotShim",
      linkerSettings: ["boost_iostreams", "boost_system", "boost_filesystem"].map {
        .linkedLibrary($0)
      }),
    .target(name: "Plot", dependencies: ["GnuplotShim"]),
    .target(name: "Weaver"),
    .target(name: "Notebook", dependencies: ["Plot", "Weaver"]),
    .target(
      name: "Workbench", dependencies: ["Engine", "Datasets", "Plot", "Notebook"],
      swiftSettings: fastSwift),
    .executableTarget(name: "book", dependencies: ["Weaver"]),

    // Speed.
    .executableTarget(
      name: "bench", dependencies: ["Engine", "Datasets", "Plot", "Weaver", "Kernels"],
      exclude: ["peers.py"]),

    .testTarget(name: "KernelsTests", dependencies: ["Kernels"], swiftSettings: fastSwift),
    .testTarget(name: "EngineTests", dependencies: ["Engine"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Engine"]),
    .testTarget(name: "PlotTests", dependencies: ["Plot"], exclude: ["Snapshots"]),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Workbench", "Engine"]),
    .testTarget(name: "BookTests", dependencies: ["book"]),
    .testTarget(name: "WeaverTests", dependencies: ["Weaver"], exclude: ["Snapshots"]),
  ],
  cxxLanguageStandard: .cxx17
)
