import Foundation
import Listening

/// Spotify's exports: the account history (`StreamingHistory0.json`, `StreamingHistory_music_0.json`) and the extended history
/// (`Streaming_History_Audio_….json`, `Streaming_History_Video_….json`, `endsong_0.json`). All may come in one import; each row says
/// which it is and whether it is music.
///
/// Every music play is kept, skips and music videos included. `ts` and `endTime` are the END of a stream. Columns with addresses
/// (`ip_addr`, `user_agent`, `username`) are never read.
struct SpotifyHistory {
    static let expected = "StreamingHistory*.json, Streaming_History_*.json or endsong_*.json"

    let listener: String
    let rules: PlayRules

    /// Whether a file in a folder or archive is a history, by its name.
    static func accepts(_ path: String) -> Bool {
        let lowered = (path as NSString).lastPathComponent.lowercased()
        return (lowered.hasSuffix(".json") || lowered.hasSuffix(".json.gz"))
            && ["streaminghistory", "streaming_history", "endsong"].contains { lowered.contains($0) }
    }

    /// Whether a JSON file that has another name is a history, by how it begins.
    static func recognises(head: [UInt8]) -> Bool {
        let text = String(decoding: head, as: UTF8.self)
        return (text.contains("\"endTime\"") && text.contains("\"msPlayed\""))
            || (text.contains("\"ts\"") && text.contains("\"ms_played\""))
    }

    private enum Kind { case account, extended }

    func read(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        staging.beginFile(input.name)
        let person = staging.listener(listener)
        var kind: Kind?
        var reader = try JSONObjectReader(try input.open(limits: limits))
        try reader.forEach { place, object, problem in
            try staging.countRow()
            func reject(_ field: String, _ reason: String) {
                staging.reject(
                    RejectedRow(file: input.name, row: place.row, line: place.line, field: field, reason: reason))
            }
            switch object {
            case .none: reject("", "is not a JSON object: \(problem ?? "unknown cause")")
            case .some(let object):
                let found: Kind? =
                    object.has("endTime") ? .account : object.has("ts") || object.has("ms_played") ? .extended : nil
                if found == nil, kind == nil {
                    let names = object.names()
                    throw IngestionError.wrongFormat(
                        input.name, expected: "a Spotify history",
                        found: names.isEmpty ? "no fields" : "the fields " + names.prefix(6).joined(separator: ", "))
                }
                kind = kind ?? found
                var record = ListenRecord()
                record.listener = person
                record.row = Int32(clamping: place.row)
                record.line = Int32(clamping: place.line ?? 0)
                let outcome =
                    found ?? kind == .account ? account(object, &record, &staging) : extended(object, &record, &staging)
                switch outcome {
                case .play: staging.add(record)
                case .notMusic: staging.ignore()
                case .invalid(let field, let reason): reject(field, reason)
                }
            }
        }
        if kind == .account {
            staging.note(
                "The account history does not say which rows are podcasts: those without podcast fields count as music. The extended history says it."
            )
        }
    }
}

/// What became of a row.
enum RowOutcome {
    case play
    case notMusic
    case invalid(field: String, reason: String)
}
