// swift-tools-version: 6.2
import PackageDescription

// A plain `swift run 01-pca` is a debug build. The engine trains in it at nearly full speed, because
// the code that computes is optimised in every configuration. Floating-point contraction is off: a
// compiler that fuses a·b + c on one machine and not on another gives other bits there. Where vectors
// have 512 bits clang would use half of them.
let fastC: [CSetting] = [
  .unsafeFlags(["-O3", "-ffp-contract=off", "-mprefer-vector-width=512"])
]
let fastSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

// The book in reading order: a program for each page, by the name of its folder. `book` and the chapters read these
// three lists here, too.
let chapters: [String] = [
  "01-pca", "02-autoencoder", "03-activations", "04-regularisation", "05-vae",
]
let appendices: [String] = ["A-engine", "B-tour"]
let solutions: [String] = [
  "S1-pca", "S2-autoencoder", "S3-activations", "S4-regularisation", "S5-vae", "SA-engine",
  "SB-tour",
]
let pages = chapters + appendices + solutions
let tools: [Target.Dependency] = [
  "Engine", "Datasets", "Models", "Statistics", "Plot", "Notebook", "Workbench",
]

/// "01-pca" → "Chapter01": a module's name has no hyphen and does not begin with a digit.
func module(_ page: String) -> String { "Chapter" + page.prefix { $0 != "-" } }

let package = Package(
  name: "Autoencoders",
  platforms: [.macOS(.v15)],
  products: pages.map { .executable(name: $0, targets: [module($0)]) } + [
    .executable(name: "book", targets: ["book"]),
    .executable(name: "exercise", targets: ["exercise"]),
    .executable(name: "bench", targets: ["bench"]),

    // What other packages can depend on.
    .library(name: "AutoencoderEngine", targets: ["Engine", "Datasets", "Statistics"]),
    .library(name: "AutoencoderModels", targets: ["Models"]),
    .library(name: "AutoencoderCharts", targets: ["Plot"]),
    .library(name: "AutoencoderCoding", targets: ["Coding"]),
  ],
  targets: pages.map {
    .executableTarget(
      name: module($0), dependencies: tools + (solutions.contains($0) ? ["Checker"] : []),
      path: "Chapters/\($0)")
  } + [
    // What all layers may use.
    .target(name: "Basics", swiftSettings: fastSwift),

    // Compression: whole numbers and bytes alone.
    .target(name: "Coding", swiftSettings: fastSwift),

    // Training: from the vector units up to models and optimisers.
    .target(name: "Kernels", cSettings: fastC, linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "Engine", dependencies: ["Basics", "Kernels"], exclude: ["README.md"],
      swiftSettings: fastSwift),
    .systemLibrary(name: "CZlib"),
    .target(
      name: "Datasets", dependencies: ["Basics", "Engine", "CZlib", "Files"],
      swiftSettings: fastSwift),
    .target(name: "Statistics", dependencies: ["Basics"]),
    .target(
      name: "Models", dependencies: ["Basics", "Engine", "Datasets", "Statistics"],
      swiftSettings: fastSwift),

    // Writing: from gnuplot up to woven pages.
    .target(
      name: "GnuplotShim",
      linkerSettings: ["boost_iostreams", "boost_system", "boost_filesystem"].map {
        .linkedLibrary($0)
      }),
    .target(name: "Plot", dependencies: ["Basics", "GnuplotShim"]),
    .target(name: "Weaver", dependencies: ["Basics"]),
    .target(name: "Files"),
    .target(name: "Processes", dependencies: ["Basics", "Files"]),
    .target(
      name: "Notebook",
      dependencies: ["Basics", "Plot", "Statistics", "Weaver", "Files", "Processes"]),
    .target(
      name: "Workbench",
      dependencies: [
        "Basics", "Engine", "Datasets", "Models", "Statistics", "Plot", "Files", "Notebook",
      ],
      swiftSettings: fastSwift),
    // The reader's answers to exercises, and what checks them.
    .target(
      name: "Checker", dependencies: ["Engine", "Datasets", "Models"], swiftSettings: fastSwift),
    .executableTarget(
      name: "exercise",
      dependencies: ["Basics", "Checker", "Engine", "Datasets", "Models", "Processes"],
      path: "Chapters/Exercises",
      swiftSettings: fastSwift),

    .executableTarget(name: "book", dependencies: ["Basics", "Weaver", "Files", "Processes"]),

    // Speed.
    .executableTarget(
      name: "bench",
      dependencies: [
        "Basics", "Engine", "Datasets", "Models", "Plot", "Weaver", "Kernels", "Files", "Processes",
        "Statistics",
      ],
      exclude: ["peers.py"]),

    .target(name: "TestSupport", path: "Tests/Support"),
    .target(name: "BuiltPrograms", path: "Tests/BuiltPrograms"),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "TestSupport"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "TestSupport"], swiftSettings: fastSwift),
    .testTarget(name: "EngineTests", dependencies: ["Engine", "TestSupport"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Engine", "TestSupport"]),
    .testTarget(
      name: "PlotTests", dependencies: ["Plot", "BuiltPrograms", "TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "NotebookTests", dependencies: ["Notebook", "BuiltPrograms", "TestSupport"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
    .testTarget(
      name: "CodingTests", dependencies: ["Coding", "TestSupport"], swiftSettings: fastSwift),
    .testTarget(name: "ModelsTests", dependencies: ["Models", "Datasets", "Engine"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Workbench"]),
    .testTarget(name: "CheckerTests", dependencies: ["Checker", "Weaver", "exercise"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "BuiltPrograms"]),
    .testTarget(
      name: "ProcessesTests", dependencies: ["Files", "Processes", "BuiltPrograms"]),
    .testTarget(name: "BookTests", dependencies: ["book", "Weaver", "BuiltPrograms"]),
    .testTarget(
      name: "WeaverTests", dependencies: ["Weaver", "TestSupport"], exclude: ["Snapshots"]),
    // The programs as they were built, with what the world may do to them.
    .testTarget(
      name: "HostileTests",
      dependencies: ["BuiltPrograms", "Datasets", "Engine", "Notebook", "TestSupport"]),
  ]
)
