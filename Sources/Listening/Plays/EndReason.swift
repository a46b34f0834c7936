/// Why a play ended, in the words of Spotify's export, which other sources are mapped to.
public enum EndReason: String, Sendable, Hashable, CaseIterable, Codable {
    case trackDone = "trackdone"
    case forwardButton = "fwdbtn"
    case backButton = "backbtn"
    case clickRow = "clickrow"
    case clickSide = "clickside"
    case endPlay = "endplay"
    case playButton = "playbtn"
    case remote
    case logout
    case popup
    case trackError = "trackerror"
    case unexpectedExit = "unexpected-exit"
    case unexpectedExitWhilePaused = "unexpected-exit-while-paused"
    case unknown

    /// Whether the listener's own act ended the track; nil where the source does not know.
    public var isListenersAct: Bool? {
        switch self {
        case .forwardButton, .backButton, .clickRow, .clickSide, .endPlay, .playButton, .remote, .popup: true
        case .trackDone, .logout, .trackError, .unexpectedExit, .unexpectedExitWhilePaused: false
        case .unknown: nil
        }
    }
}
