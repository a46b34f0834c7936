package import Listening

/// What can be wrong with a file of text as a whole. Each message names the file, the place in it, and the remedy.
package struct TextFileError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory

    init(_ code: String, _ message: String, fault: ErrorCategory = .input) {
        self.code = "file.\(code)"
        self.message = message
        self.fault = fault
    }
}

extension TextFileError {
    static func missing(_ path: String) -> TextFileError {
        TextFileError("missing", "There is no file or folder \(path). Check the path.")
    }

    static func unreadable(_ path: String, _ cause: String) -> TextFileError {
        TextFileError("unreadable", "\(path) cannot be read: \(cause).")
    }

    static func notRegular(_ path: String, _ kind: String) -> TextFileError {
        TextFileError(
            "unreadable",
            "\(path) is a \(kind), not a file. Write its content to a file, or give - to read standard input.")
    }

    package static func empty(_ file: String) -> TextFileError {
        TextFileError("empty", "\(file) is empty. Export it again, or leave it out.")
    }

    static func compressed(_ file: String, _ kind: String) -> TextFileError {
        TextFileError(
            "compressed",
            "\(file) is compressed (\(kind)). Unpack it and import the result; gzip and zip are read as they are.")
    }

    static func damaged(_ file: String, _ cause: String) -> TextFileError {
        TextFileError("damaged", "\(file) cannot be unpacked: \(cause). Download or compress it again.")
    }

    static func tooLarge(_ file: String, _ cause: String) -> TextFileError {
        TextFileError("too-large", "\(file) \(cause), as an archive bomb does. Unpack it by hand if you trust it.")
    }

    package static func encoding(_ file: String, line: Int) -> TextFileError {
        TextFileError(
            "encoding",
            "\(file) is not UTF-8: line \(line) has a byte sequence of another encoding, such as ISO-8859-1 or Windows-1252. "
                + "Convert the file, for instance with `iconv -f WINDOWS-1252 -t UTF-8`, or name the encoding in a mapping."
        )
    }

    static func brokenUTF16(_ file: String, at byte: Int) -> TextFileError {
        TextFileError("encoding", "\(file) is not valid UTF-16 at byte \(byte). Export it again, as UTF-8 if possible.")
    }

    static func binary(_ file: String, _ kind: String) -> TextFileError {
        TextFileError(
            "wrong-format", "\(file) is \(kind), not text. Choose the format that fits, or export it as text.")
    }

    static func twoColumns(_ file: String, named name: String) -> TextFileError {
        TextFileError(
            "heading", "\(file) has two columns named \"\(name.prefix(64))\" in its heading. Rename one of them.")
    }

    package static func longLine(_ file: String, line: Int, megabytes: Int) -> TextFileError {
        TextFileError(
            "too-large",
            "\(file) has a record of more than \(megabytes) MB at line \(line). Check that it is a table of text.")
    }
}
