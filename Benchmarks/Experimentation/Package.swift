// swift-tools-version: 6.2
import PackageDescription

// The public library in process: how fast units are assigned, and what the statistics of an analysis take.
//   swift run -c release --package-path Benchmarks/Experimentation Assignment
//   swift run -c release --package-path Benchmarks/Experimentation Analysis
let package = Package(
    name: "experimentation",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "segue", path: "../..", traits: [])],
    targets: ["Assignment", "Analysis"].map {
        .executableTarget(
            name: $0,
            dependencies: [
                .product(name: "Experimentation", package: "segue"), .product(name: "Statistics", package: "segue"),
                .product(name: "LinearAlgebra", package: "segue"),
            ])
    },
    swiftLanguageModes: [.v6]
)
