import Foundation

/// What the terminal can show.
enum Terminal {
    /// The cells of a line of standard output; nil where it is not a terminal, and lines may be of any length.
    ///
    /// `SEGUE_COLUMNS` sets it whatever standard output is. On a terminal `COLUMNS` goes before what the terminal says of itself.
    static let width: Int? = {
        func environment(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap {
                $0 > 0 ? min(max($0, leastWidth), 100_000) : nil
            }
        }
        if let width = environment("SEGUE_COLUMNS") { return width }
        guard StandardStream.output.isTerminal else { return nil }
        if let width = environment("COLUMNS") { return width }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(Int(size.ws_col), leastWidth)
    }()

    /// Where a terminal is narrower, its own line breaks have to do.
    private static let leastWidth = 20

    /// Whether standard error is a terminal that takes escape sequences, and they are wanted (https://no-color.org).
    static let takesEscapes: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return StandardStream.error.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
            && !["", "dumb"].contains(environment["TERM"] ?? "")
    }()
}
