// swift-tools-version: 6.2
import PackageDescription

// How fast units are assigned in process, by the public library: swift run -c release --package-path Benchmarks/Assignment
let package = Package(
    name: "assignment",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "segue", path: "../..", traits: [])],
    targets: [.executableTarget(name: "Assignment", dependencies: [.product(name: "Experimentation", package: "segue")])],
    swiftLanguageModes: [.v6]
)
