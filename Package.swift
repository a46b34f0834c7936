// swift-tools-version: 6.2
import PackageDescription

// The layers of ARCHITECTURE.md, from the bottom up. A module imports only from layers below its own.
// `LayeringTests` checks the imports of every file against the table there.

let embedFiles: Target.PluginUsage = .plugin(name: "EmbedFiles")

let package = Package(
    name: "segue",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "segue", targets: ["segue"]),
        .library(name: "Listening", targets: ["Listening"]),
        .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "Learning", targets: ["Learning"]),
        .library(name: "Experimentation", targets: ["Experimentation"]),
    ],
    traits: [
        .trait(name: "Spark", description: "Apache Spark as the warehouse (`--engine sc://…`), through Spark Connect.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Layer 0: C and C++ libraries.
        .systemLibrary(name: "CDuckDB", path: "Sources/CDuckDB", pkgConfig: "duckdb"),
        .systemLibrary(name: "CPostgres", path: "Sources/CPostgres", pkgConfig: "libpq"),
        .systemLibrary(name: "COpenBLAS", path: "Sources/COpenBLAS", pkgConfig: "openblas"),
        .systemLibrary(name: "CRename", path: "Sources/CRename"),
        .systemLibrary(name: "CZip", path: "Sources/CZip", pkgConfig: "libzip"),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib"),
        .target(name: "CxxBoostMath"),
        .target(name: "CxxSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // Layer 1: the vocabulary, and numbers in rows and columns.
        .target(name: "Listening"),
        .target(name: "Formatting", dependencies: ["Listening"]),
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
        .target(name: "TextFiles", dependencies: ["CZlib", "Listening"]),

        // Layer 2: statistics, learning, and the warehouse.
        .target(name: "Statistics", dependencies: ["CxxBoostMath", "LinearAlgebra"]),
        .target(name: "Learning", dependencies: ["LinearAlgebra", "Listening", "Statistics"]),
        .target(
            name: "Warehouse", dependencies: ["CDuckDB", "CRename", "CPostgres", "Formatting", "Listening"],
            exclude: ["SQL"],
            plugins: [embedFiles]),
        .target(
            name: "SparkWarehouse",
            dependencies: [
                "Listening", "Warehouse",
                .product(name: "GRPCCore", package: "grpc-swift-2", condition: .when(traits: ["Spark"])),
                .product(
                    name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport",
                    condition: .when(traits: ["Spark"])),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf", condition: .when(traits: ["Spark"])),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["Spark"])),
            ],
            exclude: ["Protocol/spark_connect.proto"]
        ),

        // Layer 3: experiments as such; listening in, and what can be read from it.
        .target(name: "Experimentation", dependencies: ["Formatting", "LinearAlgebra", "Listening", "Statistics"]),
        .target(
            name: "Ingestion", dependencies: ["CxxSIMDJSON", "CZip", "Listening", "TextFiles", "Warehouse", "Yams"],
            exclude: ["SQL"], plugins: [embedFiles]),
        .target(name: "Simulation", dependencies: ["Listening", "LinearAlgebra", "Warehouse"]),
        .target(name: "Features", dependencies: ["Listening", "Warehouse"], exclude: ["SQL"], plugins: [embedFiles]),
        .target(
            name: "Insights", dependencies: ["Formatting", "Listening", "Statistics", "Warehouse"], exclude: ["SQL"],
            plugins: [embedFiles]),

        // Layer 4: predictions and experiments.
        .target(
            name: "Prediction",
            dependencies: [
                "Features", "Insights", "Learning", "LinearAlgebra", "Listening", "Statistics", "Warehouse",
            ],
            exclude: ["SQL"],
            plugins: [embedFiles]),

        .target(
            name: "ExperimentService",
            dependencies: ["Experimentation", "LinearAlgebra", "Listening", "Statistics", "TextFiles", "Warehouse"],
            exclude: ["SQL"],
            plugins: [embedFiles]),

        // Layer 5: what is seen over HTTP.
        .target(
            name: "Server",
            dependencies: [
                "Experimentation", "ExperimentService", "Features", "Formatting", "Insights", "Listening", "Prediction",
                "Warehouse",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Assets"],
            plugins: [embedFiles]
        ),
        .target(
            name: "Dashboard",
            dependencies: [
                "Experimentation", "Features", "Formatting", "Insights", "ExperimentService", "Listening", "Prediction",
                "Server",
                "Warehouse",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Assets", "Templates"],
            plugins: [embedFiles]
        ),

        // Layer 6: the command line, and the simulations behind docs/validation-study.md.
        .executableTarget(
            name: "ExperimentValidation",
            dependencies: ["Experimentation", "Formatting", "LinearAlgebra", "Listening", "Simulation", "Statistics"]),
        .executableTarget(
            name: "segue",
            dependencies: [
                "Dashboard", "Experimentation", "Features", "Formatting", "Ingestion", "Insights", "ExperimentService",
                "Learning", "Listening", "Prediction",
                "Server", "Simulation", "SparkWarehouse", "Warehouse",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            plugins: [.plugin(name: "GenerateInsightCommands")]
        ),

        // Tests, a target for each module that has them.
        // What several test targets share: histories that each lack something, and golden files.
        .target(
            name: "TestSupport", dependencies: ["Ingestion", "Listening", "Warehouse"], path: "Tests/TestSupport"),
        .testTarget(name: "ArchitectureTests"),
        .testTarget(name: "ListeningTests", dependencies: ["Listening"]),
        .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Reference"]),
        .testTarget(
            name: "LearningTests", dependencies: ["Learning", "LinearAlgebra", "Statistics"],
            exclude: ["Reference", "Fixtures"]),
        .testTarget(name: "ExperimentationTests", dependencies: ["Experimentation", "LinearAlgebra", "Statistics"]),
        .testTarget(
            name: "ExperimentServiceTests",
            dependencies: [
                "Experimentation", "Ingestion", "ExperimentService", "LinearAlgebra", "Listening", "Simulation",
                "Statistics",
                "Warehouse",
            ]),
        .testTarget(name: "TextFilesTests", dependencies: ["TextFiles"]),
        .testTarget(name: "WarehouseTests", dependencies: ["Formatting", "Listening", "Warehouse"]),
        .testTarget(
            name: "SparkWarehouseTests", dependencies: ["SparkWarehouse", "Warehouse"],
            exclude: ["Fixtures", "Reference"]),
        .testTarget(
            name: "IngestionTests",
            dependencies: [
                "Formatting", "Experimentation", "Ingestion", "ExperimentService", "Listening", "Simulation",
                "TextFiles",
                "Warehouse",
            ]),
        .testTarget(name: "SimulationTests", dependencies: ["Ingestion", "Listening", "Simulation", "Warehouse"]),
        .testTarget(
            name: "FeaturesTests",
            dependencies: ["Formatting", "Features", "Listening", "TestSupport", "Simulation", "Warehouse"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "InsightsTests",
            dependencies: ["Formatting", "Insights", "Listening", "TestSupport", "Simulation", "Warehouse"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "PredictionTests",
            dependencies: [
                "Features", "Ingestion", "Insights", "Learning", "Listening", "TestSupport", "Prediction",
                "Simulation", "SparkWarehouse", "Warehouse",
            ]),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Dashboard", "Experimentation", "Insights", "ExperimentService", "Listening", "TestSupport",
                "Prediction", "Server",
                "Simulation", "Warehouse",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ], exclude: ["Golden"]
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Listening", "Server", "Warehouse", .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ContractTests",
            dependencies: [
                "Experimentation", "Features", "Ingestion", "Insights", "ExperimentService", "Learning", "Listening",
                "TestSupport", "Prediction",
                "Simulation", "SparkWarehouse", "Warehouse",
            ],
            exclude: ["Fixtures", "Golden"]),
        .testTarget(
            name: "CommandTests", dependencies: ["Formatting", "Insights", "TestSupport", "segue", "Warehouse"],
            exclude: ["Golden"]),

        // The build-tool plugins: text files as Swift source, and the commands of insights from their headers.
        .plugin(name: "EmbedFiles", capability: .buildTool()),
        .plugin(name: "GenerateInsightCommands", capability: .buildTool()),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// An import is internal unless it says otherwise, so that no module leaks what it is built on. Warnings are errors.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
        ]
}
