import Foundation

@testable import Ingestion

/// A file made at random from a seed: records of one format with values that are right, wrong or outlandish, and, where it is damaged, with
/// some of its bytes changed.
struct HostileFile {
    let format: ImportFormat
    let name: String
    let bytes: [UInt8]
    /// How many records there are, counted while they were made.
    let records: Int
    /// How many rows have to be read at least where the file is taken although its bytes were changed; nil where that cannot be said.
    let leastRecords: Int?

    init(seed: UInt64, isDamaged: Bool) {
        var random = Draws(seed: seed)
        let kind = random.next(5)
        let count = random.next(30) + 1
        var text: String
        switch kind {
        case 0:
            (format, name) = (.spotify, "StreamingHistory\(seed).json")
            text = Self.list((0..<count).map { _ in Self.account(&random) }, &random)
        case 1:
            (format, name) = (.spotify, "Streaming_History_Audio_\(seed).json")
            text = Self.list((0..<count).map { _ in Self.extended(&random) }, &random)
        case 2:
            (format, name) = (.ndjson, "plays\(seed).ndjson")
            text =
                (0..<count).map { _ in Self.object(&random) }.joined(separator: random.next(2) == 0 ? "\n" : "\r\n")
                + (random.next(2) == 0 ? "\n" : "")
        default:
            (format, name) = (.csv, "plays\(seed).csv")
            text = Self.table(count, &random)
        }
        records = count
        if isDamaged {
            var damaged = Array(text.utf8)
            for _ in 0...random.next(3) {
                guard !damaged.isEmpty else { break }
                let place = random.next(damaged.count)
                switch random.next(5) {
                case 0: damaged[place] = UInt8(random.next(256))
                case 1: damaged.remove(at: place)
                case 2: damaged.insert(random.pick(Array("\"{}[],\n\r\\\0;#".utf8)), at: place)
                case 3: damaged.removeSubrange(place..<min(damaged.count, place + random.next(40)))
                default:
                    damaged.insert(contentsOf: damaged[place..<min(damaged.count, place + random.next(60))], at: place)
                }
            }
            bytes = damaged
            // Without quotes every line that is not empty is a record, and the first one the heading.
            let lines = String(decoding: damaged, as: UTF8.self).split(whereSeparator: \.isNewline).count
            leastRecords = format == .csv && !damaged.contains(UInt8(ascii: "\"")) ? lines - 1 : nil
        } else {
            bytes = Array(text.utf8)
            leastRecords = nil
        }
    }

    // MARK: Formats

    private static func list(_ objects: [String], _ random: inout Draws) -> String {
        // Files that were joined hold several lists.
        let cut = random.next(4) == 0 ? random.next(objects.count) : 0
        let lists = [objects[..<cut], objects[cut...]].filter { !$0.isEmpty }
        return lists.map { "[" + $0.joined(separator: random.next(2) == 0 ? "," : ",\n ") + "]" }.joined(
            separator: random.next(2) == 0 ? "" : "\n")
    }

    private static func account(_ random: inout Draws) -> String {
        var fields = ["\"endTime\": \(json(time(&random, isMinute: true)))", "\"msPlayed\": \(random.number())"]
        if random.next(10) > 0 { fields.append("\"artistName\": \(json(random.text()))") }
        fields.append(random.next(12) == 0 ? "\"podcastName\": \"P\"" : "\"trackName\": \(json(random.text()))")
        return object(fields, &random)
    }

    private static func extended(_ random: inout Draws) -> String {
        var fields = [
            "\"ts\": \(json(time(&random, isMinute: false)))", "\"ms_played\": \(random.number())",
            "\"platform\": \"ios\"",
            "\"ip_addr\": \"192.0.2.1\"",
        ]
        switch random.next(6) {
        case 0: fields.append("\"episode_name\": \"E\"")
        case 1: fields.append("\"master_metadata_track_name\": null")
        default:
            fields.append("\"master_metadata_track_name\": \(json(random.text()))")
            fields.append("\"master_metadata_album_artist_name\": \(json(random.text()))")
        }
        if random.next(2) == 0 { fields.append("\"spotify_track_uri\": \"spotify:track:\(random.next(20))\"") }
        fields.append("\"reason_end\": \(json(random.pick(["trackdone", "fwdbtn", "nonsense", ""])))")
        return object(fields, &random)
    }

    private static func object(_ random: inout Draws) -> String {
        var fields = [
            "\"ended_at\": \(json(time(&random, isMinute: false)))", "\"track\": \(json(random.text()))",
            "\"artist\": \(json(random.text()))",
        ]
        if random.next(3) > 0 { fields.append("\"ms_played\": \(random.number())") }
        if random.next(3) == 0 { fields.append("\"tier\": \(json(random.pick(["free", "premium"])))") }
        if random.next(4) == 0 { fields.append("\"duration_ms\": \(random.number())") }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private static func object(_ fields: [String], _ random: inout Draws) -> String {
        "{" + fields.joined(separator: random.next(3) == 0 ? ",\n  " : ", ") + "}"
    }

    private static func table(_ count: Int, _ random: inout Draws) -> String {
        let columns = [
            "ended_at", "ms_played", "track", "artist", "album", "zone", "tier", "duration_ms", "reason_end",
        ]
        let delimiter = random.pick([",", ";", "\t", "|"])
        let end = random.pick(["\n", "\r\n", "\r"])
        func cell(_ text: String, _ random: inout Draws) -> String {
            let mustQuote =
                text.contains(delimiter) || text.contains("\"") || text.contains("\n") || text.contains("\r")
            return mustQuote || random.next(5) == 0 ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        var lines = [columns.joined(separator: delimiter)]
        for _ in 0..<count {
            let cells = [
                time(&random, isMinute: false), random.number(), random.text(), random.text(),
                random.next(2) == 0 ? "" : random.text(),
                random.pick(["", "", "Europe/Copenhagen", "Asia/Tokyo", "Mars/Base"]),
                random.pick(["", "free", "premium"]),
                random.pick(["", "200000", "0", "x"]),
                random.pick(["", "trackdone", "fwdbtn"]),
            ]
            var line: [String] = []
            for text in cells { line.append(cell(text, &random)) }
            lines.append(line.joined(separator: delimiter))
        }
        return lines.joined(separator: end) + (random.next(2) == 0 ? end : "")
    }

    private static func time(_ random: inout Draws, isMinute: Bool) -> String {
        switch random.next(12) {
        case 0:
            return random.pick([
                "", "never", "2022-02-30 10:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1899-12-30 00:00",
                "1e400", "-1",
            ])
        default:
            let day = "2022-0\(1 + random.next(9))-1\(random.next(9))"
            let minute = "1\(random.next(9)):\(10 + random.next(50))"
            return isMinute ? "\(day) \(minute)" : "\(day)T\(minute):\(10 + random.next(50))Z"
        }
    }

    private static func json(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: [text])
        return String((data.map { String(decoding: $0, as: UTF8.self) } ?? "[\"\"]").dropFirst().dropLast())
    }
}

/// Random draws that are the same for the same seed (SplitMix64; Steele, Lea, Flood 2014).
struct Draws {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next(_ below: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, below)))
    }

    mutating func pick<Element>(_ values: [Element]) -> Element { values[next(values.count)] }

    /// A title or name, at times an outlandish one.
    mutating func text() -> String {
        switch next(9) {
        case 0:
            return pick([
                "#1 Crush", "\"Heroes\"", "Hello, Goodbye", "a;b|c", "line\nbreak", "tab\there", "=1+1", "\u{202E}evil",
                "Jo\u{0301}ga",
                "J\u{F3}ga", "🎵🎶", " padded ", "{\"a\": [", "\\\"", "NULL",
                "\u{1B}[31mred", String(repeating: "x", count: 400), "']; DROP TABLE plays; --", "\u{FEFF}x", "1999",
                "null",
            ])
        default: return "T\(next(40))"
        }
    }

    /// A whole number, at times an impossible one, as JSON and CSV write it.
    mutating func number() -> String {
        switch next(10) {
        case 0:
            return pick([
                "-1", "86400001", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "0",
                "1.5", "2147483648",
            ])
        default: return String(next(400_000))
        }
    }
}
