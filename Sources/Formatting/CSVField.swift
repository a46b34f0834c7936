/// A field of CSV.
package enum CSVField {
    /// The text, in quotes where it needs them: RFC 4180.
    package static func quoted(_ text: String) -> String {
        // By bytes: a comma that an accent is put on, or the pair of a line's end, is one character, and has to be quoted all the same.
        let special = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        guard text.utf8.contains(where: special.contains) else { return text }
        var output = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { output.append("\"") }
            output.append(scalar)
        }
        output.append("\"")
        return String(output)
    }
}
