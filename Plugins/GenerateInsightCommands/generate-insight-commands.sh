#!/bin/sh
# generate-insight-commands.sh OUTPUT FILE… : writes OUTPUT, the Swift source of the subcommands of `segue insights`, from the headers of the
# insights' SQL FILEs.
#
# Each insight with a command has a type of its options, `RetentionOptions`, and a subcommand, `Retention`. Where several insights share the
# first word of their commands, as those of `funnel` do, only the options are made: the subcommand is written by hand.
set -eu
output=$1
shift

export LC_ALL=C
awk '
    BEGIN {
        for (i = 1; i < ARGC; i++) readHeader(ARGV[i])
        print "import ArgumentParser"
        print "import Warehouse"
        print ""
        print "extension InsightsCommand {"
        writeList()
        for (i = 1; i <= commands; i++) writeOptions(i)
        for (i = 1; i <= commands; i++) if (shared[firstWord[i]] == 1) writeCommand(i)
        print "}"
    }

    # The leading comment; a line that is indented further continues the one before.
    function readHeader(path, line, entry, status, isRead) {
        file = path
        sub(/.*\//, "", file)
        insight = file
        sub(/\.sql$/, "", insight)
        words = ""; order = ""; parameters = 0; entry = ""; isRead = 0
        while ((status = (getline line < path)) > 0) {
            isRead = 1
            if (line !~ /^--/) break
            line = substr(line, 3)
            if (line ~ /^   /) entry = entry " " trimmed(line)
            else { readEntry(entry); entry = trimmed(line) }
        }
        if (status < 0 || !isRead) fail("it cannot be read")
        close(path)
        readEntry(entry)
        if (words != "") addCommand()
    }

    function readEntry(entry, parts, count, rest) {
        if (entry ~ /^order: /) order = substr(entry, 8)
        else if (entry ~ /^command: /) {
            count = split(substr(entry, 10), parts, / \| /)
            if (count != 3) fail("its command is not `WORDS | ABSTRACT | EXAMPLE`")
            words = trimmed(parts[1]); abstract = trimmed(parts[2]); example = trimmed(parts[3])
        } else if (entry ~ /^parameter [a-z0-9_]+: /) {
            parameters++
            rest = substr(entry, 11)
            name[parameters] = substr(rest, 1, index(rest, ":") - 1)
            readParameter(parameters, substr(rest, index(rest, ":") + 2))
        }
    }

    function readParameter(p, text, parts, count, i, key, value) {
        count = split(text, parts, / \| /)
        unit[p] = trimmed(parts[1]); standard[p] = ""; option[p] = ""; placeholder[p] = ""; help[p] = ""
        for (i = 3; i <= count; i++) {
            value = trimmed(parts[i])
            key = value
            sub(/ .*/, "", key)
            value = substr(value, length(key) + 2)
            if (key == "default") { if (standard[p] == "") standard[p] = value }
            else if (key == "help") help[p] = value
            else if (key == "option") readOption(p, value)
            else if (key != "choices" && key != "bounds") fail("parameter " name[p] ": \"" key "\" is not a key")
        }
    }

    # `--name <value> default VALUE`: a default of the command goes before that of the insight, wherever it stands.
    function readOption(p, text, parts, count) {
        count = split(text, parts, " ")
        if (count != 1 && count != 2 && count != 4 || parts[1] !~ /^--[a-z][a-z0-9-]*$/)
            fail("parameter " name[p] ": its option is not `--name <value>`")
        option[p] = substr(parts[1], 3)
        if (count > 1) placeholder[p] = substr(parts[2], 2, length(parts[2]) - 2)
        if (count == 4) standard[p] = parts[4]
    }

    function addCommand(p, c, n) {
        c = ++commands
        commandName[c] = words; summary[c] = abstract; example_[c] = example; insightOf[c] = insight
        firstWord[c] = words
        sub(/ .*/, "", firstWord[c])
        if (firstWord[c] !~ /^[a-z][a-z-]*$/) fail("its command does not begin with a word")
        shared[firstWord[c]]++
        # Those without an order come last, by their names.
        rank = order == "" ? 999999 : order + 0
        if (!(firstWord[c] in place) || rank < place[firstWord[c]]) place[firstWord[c]] = rank
        for (p = 1; p <= parameters; p++) {
            # An option without a help text is written by hand.
            if (option[p] == "" || help[p] == "") continue
            n = ++options[c]
            parameterOf[c, n] = name[p]; unitOf[c, n] = unit[p]; standardOf[c, n] = standard[p]
            optionOf[c, n] = option[p]; placeholderOf[c, n] = placeholder[p]; helpOf[c, n] = help[p]
        }
    }

    function writeList(word, count, sorted, i, k, moved) {
        count = 0
        for (word in place) sorted[++count] = word
        for (i = 2; i <= count; i++) {
            moved = sorted[i]
            for (k = i - 1; k >= 1 && isBefore(moved, sorted[k]); k--) sorted[k + 1] = sorted[k]
            sorted[k + 1] = moved
        }
        print "    /// The subcommands, in the order of the headers."
        print "    static var commands: [any ParsableCommand.Type] {"
        print "        ["
        for (i = 1; i <= count; i++) print "            " typeName(sorted[i]) ".self,"
        print "        ]"
        print "    }"
    }

    function isBefore(a, b) { return place[a] < place[b] || place[a] == place[b] && a < b }

    function writeOptions(c, n, type, isNumber, isText, text, arguments, value) {
        if (!options[c]) return
        print ""
        print "    /// The options of " insightOf[c] "."
        print "    struct " typeName(insightOf[c]) "Options: ParsableArguments {"
        for (n = 1; n <= options[c]; n++) {
            isText = unitOf[c, n] == "text"
            isNumber = unitOf[c, n] ~ /^(ratio|share|number)$/
            if (unitOf[c, n] ~ /^(date|timestamp)$/) failOf(c, n, "an option takes a text or a number")
            type = isText ? "String" : isNumber ? "Double" : "Int"
            value = standardOf[c, n]
            # The parser shows the defaults of texts, and not those of values that it transforms.
            text = helpOf[c, n] (isText || value == "" || value == "null" ? "" : " (default: " value ")")
            if (!isText && value != "" && value != "null" && value !~ (isNumber ? "^-?[0-9]+([.][0-9]+)?$" : "^-?[0-9]+$"))
                failOf(c, n, "its default " value " is not a number")
            arguments = "name: .customLong(" quoted(optionOf[c, n]) "), help: ArgumentHelp(" quoted(text)
            if (placeholderOf[c, n] != "") arguments = arguments ", valueName: " quoted(placeholderOf[c, n])
            arguments = arguments ")" (isText ? "" : ", transform: " (isNumber ? "Number.decimal" : "Number.whole"))
            print "        @Option(" arguments ")"
            print "        var " propertyName(optionOf[c, n]) ": " type (value == "null" ? "?" : value == "" ? "" : \
                " = " (isText ? quoted(value) : value))
        }
        print ""
        print "        /// What was typed, by parameter."
        print "        var values: [String: Value] {"
        print "            ["
        for (n = 1; n <= options[c]; n++) {
            text = unitOf[c, n] == "text" ? ".text(" : unitOf[c, n] ~ /^(ratio|share|number)$/ ? ".double(" : ".integer("
            value = standardOf[c, n] == "null" ? "$0" : propertyName(optionOf[c, n])
            if (text == ".integer(") value = "Int64(" value ")"
            value = text value ")"
            if (standardOf[c, n] == "null")
                value = propertyName(optionOf[c, n]) ".map { Value" value " } ?? Value.null"
            print "                " quoted(parameterOf[c, n]) ": " value ","
        }
        print "            ]"
        print "        }"
        print "    }"
    }

    function writeCommand(c) {
        if (commandName[c] != firstWord[c]) failOf(c, 0, "`" commandName[c] "` takes a command `" firstWord[c] "` that is written by hand")
        print ""
        print "    struct " typeName(firstWord[c]) ": AsyncParsableCommand {"
        print "        static let configuration = CommandConfiguration("
        print "            commandName: " quoted(firstWord[c]) ","
        print "            abstract: " quoted(summary[c]) ","
        print "            discussion: \"Example:\\n  \" + " quoted(example_[c]) ")"
        print "        @OptionGroup var options: AnswerOptions"
        if (options[c]) print "        @OptionGroup var own: " typeName(insightOf[c]) "Options"
        print ""
        print "        func run() async throws {"
        print "            try await options.answer(" quoted(insightOf[c]) (options[c] ? ", own.values" : "") ")"
        print "        }"
        print "    }"
    }

    # `retention-curve` and `retention_curve` as `RetentionCurve`.
    function typeName(text, parts, count, i, result) {
        count = split(text, parts, /[-_]/)
        result = ""
        for (i = 1; i <= count; i++) result = result toupper(substr(parts[i], 1, 1)) substr(parts[i], 2)
        return result
    }

    function propertyName(text) {
        text = typeName(text)
        return tolower(substr(text, 1, 1)) substr(text, 2)
    }

    # A raw string with three hashes: only three hashes could end it or be read as an escape.
    function quoted(text) {
        if (index(text, "###")) fail("three hashes in a row cannot be put into Swift")
        return text ~ /["\\]/ ? "###\"" text "\"###" : "\"" text "\""
    }

    function trimmed(text) {
        gsub(/^ +| +$/, "", text)
        return text
    }

    function failOf(c, n, message) {
        file = insightOf[c] ".sql"
        fail((n ? "parameter " parameterOf[c, n] ": " : "") message)
    }

    function fail(message) {
        print "generate-insight-commands: " file ": " message > "/dev/stderr"
        exit 1
    }
' "$@" > "$output.part"
mv "$output.part" "$output"
