#!/bin/sh
# embed-files.sh ROOT OUTPUT FILE… : writes OUTPUT, a Swift file that holds the text of each FILE under its path relative to ROOT.
# A script and not a Swift tool: SwiftPM links such a tool twice and, at the next build, builds anew all that hangs on it.
set -eu
root=${1%/}/
output=$2
shift 2

export LC_ALL=C
awk -v root="$root" '
    BEGIN {
        print "/// The text files embedded in this module, by their path within it."
        print "package enum EmbeddedFiles {"
        print "    package static let texts: [String: String] = ["
        for (i = 1; i < ARGC; i++) embed(ARGV[i])
        if (ARGC == 1) print "        :"
        print "    ]"
        print ""
        print "    /// The text of a file without which the program makes no sense."
        print "    package static func text(_ path: String) -> String {"
        print "        guard let text = texts[path] else { fatalError(\"\\(path) is not embedded in this build\") }"
        print "        return text"
        print "    }"
        print "}"
    }

    # A raw string with five hashes: only five hashes could end it or be read as an escape.
    function embed(path, name, line, status) {
        name = index(path, root) == 1 ? substr(path, length(root) + 1) : path
        printf "        \"%s\": #####\"\"\"\n", name
        while ((status = (getline line < path)) > 0) {
            if (index(line, "#####")) fail(path ": five hashes in a row cannot be embedded")
            print line
        }
        if (status < 0) fail(path ": cannot be read")
        close(path)
        print "\n\"\"\"#####,"
    }

    function fail(message) {
        print "embed-files: " message > "/dev/stderr"
        exit 1
    }
' "$@" > "$output.part"
mv "$output.part" "$output"
