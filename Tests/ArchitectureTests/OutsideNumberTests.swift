import Foundation
import Testing

/// Numbers from options, plans, files, addresses and engines can be anything, and Swift traps where a conversion or `abs` does not fit. So
/// what converts a real number says what happens beyond the range: `Int(saturating:)`, `Int(exactly:)`, `Int(clamping:)`.
@Suite("Numbers from outside")
struct OutsideNumberTests {
    /// Modules that see such numbers. Simulations and the validation study make their own.
    private static let modules = [
        "Listening", "Warehouse", "SparkWarehouse", "Ingestion", "Insights", "Features", "Prediction",
        "Experimentation", "ExperimentService", "Dashboard",
        "segue", "Statistics", "Learning",
    ]

    /// Lines that may convert as they do, by file and a part of the line, each with the reason.
    private static let allowed: [(file: String, part: String, reason: String)] = [
        ("TextTable.swift", "Int64(", "the cases before leave numbers below 1e13"),
        ("RecordBuilder.swift", "Int64((seconds * 1000)", "the line before bounds the seconds"),
        ("IngestionSQL.swift", "preconditionFailure", "a file that the build left out, which no input can bring about"),
        ("TextFormat.swift", "seconds * 1000", "a measured duration below a second"),
        ("Binomial.swift", "Int(min(Double(trials)", "between 0 and the number of trials"),
        ("QuantileEstimate.swift", "Int(min(1e15, needed))", "at most 1e15, which also takes the place of NaN"),
        ("ValueCounts.swift", "Int((exact", "a share in (0, 1) of a count"),
        ("BoundaryCrossingIntegrator.swift", "Int(min(600", "at most 600"),
        ("MannWhitneyTest.swift", "Int(u)", "a rank sum of small samples"),
        ("CalibrationCurve.swift", "group.score", "a score in [0, 1] times the number of bins"),
    ]

    /// Where `abs` is only ever of real numbers, which it cannot trap on: statistics, models, and what pages and tables show of these.
    private static let realNumbers = [
        "Statistics/", "Learning/", "Dashboard/Pages/", "Dashboard/Format/", "Dashboard/Views/", "segue/Output/",
        "segue/Run/",
        "Ingestion/Tabular/", "Warehouse/Formatting/",
    ]

    private static let hints = [
        "rounded(", "Double(", ".up)", "floor(", "ceil(", "squareRoot", "log(", "log10(", "exp(", "timeInterval",
    ]

    /// Why a line can trap; nil where nothing in it does.
    /// - Parameter reals: names that the file declares as `Double`.
    static func complaint(_ line: String, reals: Set<String>, file: String = "") -> String? {
        let code = line.components(separatedBy: "//")[0]
        if code.contains("preconditionFailure("),
            !allowed.contains(where: { file.hasSuffix($0.file) && code.contains($0.part) })
        {
            return "preconditionFailure"
        }
        if matches(code, #"(?<![\w.])abs\("#).first != nil, !realNumbers.contains(where: file.contains) { return "abs" }
        let labels = "exactly:|clamping:|saturating:|bitPattern:|truncatingIfNeeded:|bigEndian:|littleEndian:"
        for found in matches(code, #"(?<![\w.])U?Int(8|16|32|64)?\((?!"# + labels + ")") {
            let argument = balanced(code[found.upperBound...])
            let isReal =
                hints.contains(where: argument.contains) || !matches(argument, #"\d\.\d|\d+e-?\d"#).isEmpty
                || reals.contains { name in
                    !code.contains("\(name): Int")
                        && !matches(argument, #"(?<![.\w])"# + name + #"\b(?!\.count)"#).isEmpty
                }
            if isReal, !allowed.contains(where: { file.hasSuffix($0.file) && code.contains($0.part) }) {
                return "Int(\(argument))"
            }
        }
        return nil
    }

    private static func matches(_ text: String, _ pattern: String) -> [Range<String.Index>] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
            Range($0.range, in: text)
        }
    }

    /// Up to the bracket that closes.
    private static func balanced(_ text: Substring) -> String {
        var depth = 1
        return String(
            text.prefix { character in
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                return depth > 0
            })
    }

    @Test("no conversion of a real number, no abs and no preconditionFailure can trap on them", arguments: modules)
    func conversions(_ module: String) throws {
        let folder = LayeringTests.root.appending(path: "Sources/\(module)")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap
        { $0 as? URL }
        .filter { $0.pathExtension == "swift" && !$0.path.contains("/Protocol/") }
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            let reals = Set(Self.matches(text, #"\b\w+(?=: Double\b)"#).map { String(text[$0]) })
            for (number, line) in text.components(separatedBy: "\n").enumerated() {
                let complaint = Self.complaint(line, reals: reals, file: file.path)
                #expect(complaint == nil, "\(file.lastPathComponent):\(number + 1) can trap: \(complaint ?? "")")
            }
        }
    }

    @Test(
        "the check finds what traps, and nothing else",
        arguments: [
            ("let days = Int(need.rounded(.up))", true), ("Int64(Date().timeIntervalSince1970 * 1e6)", true),
            ("Int(size)", true),
            ("let far = abs(days)", true), ("default: preconditionFailure(\"never\")", true),
            ("Int(Double(units) / 2)", true),
            ("Int(saturating: need.rounded(.up))", false), ("Int(exactly: size)", false), ("Int(row)", false),
            ("values[Int(codes[row])]", false),
            ("far.magnitude", false), ("// Int(size) would trap", false),
            ("static func count(_ size: Int) { Int64(size) }", false),
        ])
    func canFail(_ line: String, _ isFound: Bool) { #expect((Self.complaint(line, reals: ["size"]) != nil) == isFound) }
}
