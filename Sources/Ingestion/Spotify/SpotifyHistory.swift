import Foundation
import Listening

/// Spotify's exports: the account history (`StreamingHistory0.json`) and the extended history (`Streaming_History_Audio_….json`,
/// `endsong_0.json`). Both may come in one import; each file says by its first row which it is.
///
/// Every music play is kept, skips included. `ts` and `endTime` are the END of a stream. Columns with addresses (`ip_addr`,
/// `user_agent`, `username`) are never read.
struct SpotifyHistory {
    static let expected = "StreamingHistory*.json, Streaming_History_*.json or endsong_*.json"

    let zone: ListenerZone
    let listener: String
    let rules: PlayRules

    /// Whether a file in a folder or archive is a history, by its name.
    static func accepts(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return lowered.hasSuffix(".json")
            && ["streaminghistory", "streaming_history", "endsong"].contains { lowered.hasPrefix($0) }
    }

    private enum Shape { case account, extended, podcast }

    func read(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        staging.beginFile()
        let isVideo = input.fileName.lowercased().contains("video")
        let person = staging.listener(listener) { Staging.ListenerRecord(id: listener, zone: zone) }
        var staged = staging
        staging = Staging()
        defer { staging = staged }
        var shape: Shape?
        var reader = JSONObjectReader(try input.open(limits: limits))
        try reader.forEach { row, object, problem in
            staged.countRow()
            if object == nil {
                return staged.reject(RejectedRow(file: input.name, row: row, field: "", reason: "is no JSON object: \(problem ?? "unknown cause")"))
            }
            if shape == nil { shape = try Self.shape(of: object, input.name) }
            if isVideo || shape == .podcast { return staged.ignore() }
            let reason = shape == .account ? account(object, person, &staged) : extended(object, person, &staged)
            if let (field, reason) = reason {
                staged.reject(RejectedRow(file: input.name, row: row, field: field, reason: reason))
            }
        }
    }

    private static func shape(of object: borrowing JSONObject?, _ file: String) throws -> Shape {
        switch object {
        case .some(let object):
            if object.has("endTime"), object.has("podcastName") { return .podcast }
            if object.has("endTime") { return .account }
            if object.has("ts") || object.has("ms_played") { return .extended }
            let names = object.names()
            throw IngestionError.wrongFormat(
                file, expected: "a Spotify history", found: names.isEmpty ? "no fields" : "the fields " + names.prefix(6).joined(separator: ", "))
        case .none: throw IngestionError.notJSON(file, at: 0)
        }
    }
}
