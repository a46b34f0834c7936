/// What can be wrong with the vocabulary's own values.
public struct ListeningError: ExplainedError {
    /// What went wrong, for programs.
    public let code: String
    /// What went wrong and what helps, for people.
    public let message: String
    /// Whose fault it is.
    public let fault: ErrorCategory

    /// The zone is not in the IANA database.
    public static func unknownZone(_ identifier: String) -> ListeningError {
        ListeningError(
            code: "listening.unknown-zone",
            message:
                "There is no time zone \"\(identifier)\". Give an IANA identifier such as Europe/Copenhagen, America/New_York or UTC.",
            fault: .input
        )
    }
}
