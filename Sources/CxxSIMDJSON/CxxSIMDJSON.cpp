#include "CxxSIMDJSON.h"

#include <simdjson.h>
#include <array>
#include <charconv>
#include <cstring>
#include <deque>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct segue_json_parser {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string padded;
    std::string scalar;
    std::vector<simdjson::dom::object> outer;
};

struct segue_json_fields {
    struct place {
        std::vector<size_t> indices;
        size_t seen = 0;
    };
    std::deque<std::string> names;  // keeps its strings where they are, so that the keys below stay valid
    std::unordered_map<std::string_view, place> places;
    std::vector<segue_json_text> texts;
    std::vector<std::string> numbers;
    size_t object = 0;
};

// A number or boolean as JSON writes it.
static void write_scalar(const simdjson::dom::element &element, std::string &text) {
    std::array<char, 24> digits;
    int64_t integer;
    uint64_t natural;
    if (!element.get(integer)) {
        text.assign(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), integer).ptr);
    } else if (!element.get(natural)) {
        text.assign(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), natural).ptr);
    } else {
        text = simdjson::minify(element);
    }
}

extern "C" {

segue_json_parser *segue_json_parser_create(void) { return new (std::nothrow) segue_json_parser(); }
void segue_json_parser_destroy(segue_json_parser *parser) { delete parser; }

static simdjson::error_code parse_padded(segue_json_parser *parser) {
    parser->padded.reserve(parser->padded.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::element root;
    auto error = parser->parser.parse(parser->padded.data(), parser->padded.size(), false).get(root);
    return error ? error : root.get(parser->object);
}

// The same text with every number in quotes that has more digits, or a greater exponent, than a machine's number holds: JSON allows them,
// and a field that nobody reads must not cost the row.
static std::string with_quoted_numbers(const char *bytes, size_t length) {
    std::string text;
    text.reserve(length + 16);
    bool in_string = false;
    for (size_t at = 0; at < length;) {
        const char byte = bytes[at];
        if (in_string || !(byte == '-' || (byte >= '0' && byte <= '9'))) {
            if (byte == '\\' && in_string && at + 1 < length) text.push_back(bytes[at++]);
            else if (byte == '"') in_string = !in_string;
            text.push_back(bytes[at++]);
            continue;
        }
        const size_t start = at;
        bool has_exponent = false;
        while (at < length && (std::strchr("+-.0123456789", bytes[at]) || bytes[at] == 'e' || bytes[at] == 'E')) {
            has_exponent |= bytes[at] == 'e' || bytes[at] == 'E';
            at++;
        }
        const bool quotes = has_exponent || at - start > 18;
        if (quotes) text.push_back('"');
        text.append(bytes + start, at - start);
        if (quotes) text.push_back('"');
    }
    return text;
}

const char *segue_json_parse_object(segue_json_parser *parser, const char *bytes, size_t length) {
    try {
        parser->outer.clear();
        parser->padded.reserve(length + simdjson::SIMDJSON_PADDING);
        parser->padded.assign(bytes, length);
        auto error = parse_padded(parser);
        if (error == simdjson::NUMBER_ERROR) {
            parser->padded = with_quoted_numbers(bytes, length);
            error = parse_padded(parser);
        }
        if (error == simdjson::STRING_ERROR) return "a string in it has an invalid escape";
        return error ? simdjson::error_message(error) : nullptr;
    } catch (...) {
        return "out of memory";
    }
}

static int field(segue_json_parser *parser, const char *key, simdjson::dom::element &element) {
    if (parser->object.at_key(key).get(element) || element.is_null()) return SEGUE_JSON_ABSENT;
    return SEGUE_JSON_OK;
}

int segue_json_string(segue_json_parser *parser, const char *key, const char **bytes, size_t *length) {
    simdjson::dom::element element;
    if (field(parser, key, element)) return SEGUE_JSON_ABSENT;
    std::string_view view;
    if (element.get(view)) return SEGUE_JSON_WRONG_TYPE;
    *bytes = view.data();
    *length = view.size();
    return SEGUE_JSON_OK;
}

int segue_json_integer(segue_json_parser *parser, const char *key, int64_t *value) {
    simdjson::dom::element element;
    if (field(parser, key, element)) return SEGUE_JSON_ABSENT;
    return element.get(*value) ? SEGUE_JSON_WRONG_TYPE : SEGUE_JSON_OK;
}

int segue_json_double(segue_json_parser *parser, const char *key, double *value) {
    simdjson::dom::element element;
    if (field(parser, key, element)) return SEGUE_JSON_ABSENT;
    return element.get(*value) ? SEGUE_JSON_WRONG_TYPE : SEGUE_JSON_OK;
}

int segue_json_bool(segue_json_parser *parser, const char *key, bool *value) {
    simdjson::dom::element element;
    if (field(parser, key, element)) return SEGUE_JSON_ABSENT;
    return element.get(*value) ? SEGUE_JSON_WRONG_TYPE : SEGUE_JSON_OK;
}

int segue_json_scalar(segue_json_parser *parser, const char *key, const char **bytes, size_t *length) {
    simdjson::dom::element element;
    if (field(parser, key, element)) return SEGUE_JSON_ABSENT;
    std::string_view view;
    if (!element.get(view)) {
        *bytes = view.data();
        *length = view.size();
        return SEGUE_JSON_OK;
    }
    if (element.is_array() || element.is_object()) return SEGUE_JSON_WRONG_TYPE;
    try {
        write_scalar(element, parser->scalar);
    } catch (...) {
        return SEGUE_JSON_WRONG_TYPE;
    }
    *bytes = parser->scalar.data();
    *length = parser->scalar.size();
    return SEGUE_JSON_OK;
}

segue_json_fields *segue_json_fields_create(void) { return new (std::nothrow) segue_json_fields(); }
void segue_json_fields_destroy(segue_json_fields *fields) { delete fields; }

void segue_json_fields_add(segue_json_fields *fields, const char *name, size_t length) {
    fields->names.emplace_back(name, length);
    fields->places[fields->names.back()].indices.push_back(fields->texts.size());
    fields->texts.push_back({nullptr, 0, false});
    fields->numbers.emplace_back();
}

const segue_json_text *segue_json_scalars(segue_json_parser *parser, segue_json_fields *fields) {
    try {
        for (auto &text : fields->texts) text = {nullptr, 0, false};
        fields->object++;
        for (auto entry : parser->object) {
            auto found = fields->places.find(entry.key);
            // Of fields with one name the first counts.
            if (found == fields->places.end() || found->second.seen == fields->object) continue;
            found->second.seen = fields->object;
            std::string_view view;
            if (entry.value.get(view)) {
                if (entry.value.is_null()) continue;
                if (entry.value.is_array() || entry.value.is_object()) {
                    for (size_t index : found->second.indices) fields->texts[index].is_composite = true;
                    continue;
                }
                auto &number = fields->numbers[found->second.indices.front()];
                write_scalar(entry.value, number);
                view = number;
            }
            for (size_t index : found->second.indices) fields->texts[index] = {view.data(), view.size(), false};
        }
        return fields->texts.data();
    } catch (...) {
        return nullptr;
    }
}

int segue_json_enter(segue_json_parser *parser, const char *key) {
    simdjson::dom::element element;
    simdjson::dom::object inner;
    if (field(parser, key, element) || element.get(inner)) return SEGUE_JSON_ABSENT;
    parser->outer.push_back(parser->object);
    parser->object = inner;
    return SEGUE_JSON_OK;
}

void segue_json_leave(segue_json_parser *parser) {
    if (parser->outer.empty()) return;
    parser->object = parser->outer.back();
    parser->outer.pop_back();
}

int segue_json_field_name(segue_json_parser *parser, size_t index, const char **bytes, size_t *length) {
    size_t position = 0;
    for (auto entry : parser->object) {
        if (position++ == index) {
            *bytes = entry.key.data();
            *length = entry.key.size();
            return SEGUE_JSON_OK;
        }
    }
    return SEGUE_JSON_ABSENT;
}

int segue_json_scan(segue_json_scanner *scanner, const char *bytes, size_t length, size_t *position, size_t *start, size_t *end) {
    size_t at = *position;
    if (scanner->depth == 0) *start = length;
    for (; at < length; at++) {
        const char byte = bytes[at];
        if (scanner->depth > 0) {
            if (scanner->in_string) {
                if (scanner->escaped) scanner->escaped = 0;
                else if (byte == '\\') scanner->escaped = 1;
                else if (byte == '"') scanner->in_string = 0;
                else {
                    // Long runs inside a string hold neither quotes nor escapes.
                    while (at + 1 < length && bytes[at + 1] != '"' && bytes[at + 1] != '\\') at++;
                }
            } else if (byte == '"') {
                scanner->in_string = 1;
            } else if (byte == '{' || byte == '[') {
                scanner->depth++;
            } else if (byte == '}' || byte == ']') {
                if (--scanner->depth == 0) {
                    *end = at + 1;
                    *position = at + 1;
                    return SEGUE_JSON_SCAN_OBJECT;
                }
            }
            continue;
        }
        if (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') continue;
        const bool opens = byte == '{';
        switch (scanner->state) {
        case 0:
        case 2:
            // Before the first list or object, or after one: another may follow, as where files were joined.
            if (byte == '[') { scanner->state = 1; scanner->expects = 0; continue; }
            if (opens) { scanner->state = 3; break; }
            *start = at; *position = at;
            return SEGUE_JSON_SCAN_BAD;
        case 1:
            if (byte == ']' && scanner->expects != 1) { scanner->state = 2; continue; }
            if (byte == ',' && scanner->expects == 2) { scanner->expects = 1; continue; }
            if (opens && scanner->expects != 2) break;
            *start = at; *position = at;
            return SEGUE_JSON_SCAN_BAD;
        default:
            if (byte == '[') { scanner->state = 1; scanner->expects = 0; continue; }
            if (opens) break;
            if (byte == ',' && scanner->expects == 2) { scanner->expects = 0; continue; }
            *start = at; *position = at;
            return SEGUE_JSON_SCAN_BAD;
        }
        *start = at;
        scanner->depth = 1;
        scanner->expects = 2;
    }
    *position = length;
    return SEGUE_JSON_SCAN_MORE;
}

}  // extern "C"

