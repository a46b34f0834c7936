import Warehouse

/// One feature of a listener: its documentation is read from the header of the SQL file that computes it.
package struct ListenerFeature: Sendable, Hashable {
    package let name: String
    package let family: String
    package let unit: String
    package let window: String
    package let nullRule: String
    package let formula: String

    init(_ entry: SQLFile.Entry, family: String) {
        func part(_ index: Int) -> String { index < entry.parts.count ? entry.parts[index] : "" }
        name = entry.name
        self.family = family
        unit = part(0)
        window = part(1)
        nullRule = part(2)
        formula = entry.parts.dropFirst(3).joined(separator: " | ")
    }
}

/// One SQL file of the feature store: a family of features, or a stage that families share.
struct FeatureFamily: Sendable {
    let file: SQLFile
    let name: String
    let features: [ListenerFeature]

    init(_ file: SQLFile) {
        self.file = file
        let family = file.header("family") ?? file.name
        name = family
        features = file.entries("feature").map { ListenerFeature($0, family: family) }
    }
}
