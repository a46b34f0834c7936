#ifndef SEGUE_CXX_SIMDJSON_H
#define SEGUE_CXX_SIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// simdjson behind plain C functions: one JSON object at a time, its top-level fields by name. Nothing is thrown.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct segue_json_parser segue_json_parser;

enum segue_json_status {
    SEGUE_JSON_OK = 0,
    SEGUE_JSON_ABSENT = 1,      // no such field, or null
    SEGUE_JSON_WRONG_TYPE = 2,  // a field of another type
};

segue_json_parser *segue_json_parser_create(void);
void segue_json_parser_destroy(segue_json_parser *parser);

// Parses one object. Returns NULL, or the cause of failure as static text. Fields stay valid until the next call.
const char *segue_json_parse_object(segue_json_parser *parser, const char *bytes, size_t length);

int segue_json_string(segue_json_parser *parser, const char *key, const char **bytes, size_t *length);
int segue_json_integer(segue_json_parser *parser, const char *key, int64_t *value);
int segue_json_double(segue_json_parser *parser, const char *key, double *value);
int segue_json_bool(segue_json_parser *parser, const char *key, bool *value);
// Any scalar as text: strings as they are, numbers and booleans as JSON writes them.
int segue_json_scalar(segue_json_parser *parser, const char *key, const char **bytes, size_t *length);
// The scalars of fields that are wanted of every object, found in one walk over the object's own fields.
typedef struct segue_json_fields segue_json_fields;
typedef struct {
    const char *bytes;  // NULL where the object has no such scalar
    size_t length;
    bool is_composite;  // whether it has an object or an array in its place
} segue_json_text;
segue_json_fields *segue_json_fields_create(void);
void segue_json_fields_destroy(segue_json_fields *fields);
void segue_json_fields_add(segue_json_fields *fields, const char *name, size_t length);
// One text for each field that was added, in that order; valid until the next call. NULL where memory ran out.
const segue_json_text *segue_json_scalars(segue_json_parser *parser, segue_json_fields *fields);
// Looks fields up in an object that is a field from here on, until the call to leave it; SEGUE_JSON_ABSENT where it is not an object.
int segue_json_enter(segue_json_parser *parser, const char *key);
void segue_json_leave(segue_json_parser *parser);
// The name of the field at an index, for mapping errors; SEGUE_JSON_ABSENT past the last.
int segue_json_field_name(segue_json_parser *parser, size_t index, const char **bytes, size_t *length);

// A scanner that finds the objects of top-level arrays, or of a sequence of objects, without parsing them. It is fed a file
// piece by piece and keeps its state in between.
typedef struct {
    int32_t depth;       // nesting depth inside an object
    uint8_t in_string;
    uint8_t escaped;
    uint8_t state;       // 0 before anything, 1 inside an array, 2 after one, 3 among objects without an array
    uint8_t expects;     // 1 where an object must follow a comma, 2 where a comma may follow an object
} segue_json_scanner;

enum segue_json_scan {
    SEGUE_JSON_SCAN_MORE = 0,     // the bytes are used up
    SEGUE_JSON_SCAN_OBJECT = 1,   // *start..*end is one object
    SEGUE_JSON_SCAN_BAD = 2,      // *start is a byte that cannot stand here
};

// Scans bytes[*position..length). An object that is cut off at the end answers MORE with *start at its first byte (or at length where
// none is open): keep the bytes from there and call again with more, *position where it was left.
int segue_json_scan(segue_json_scanner *scanner, const char *bytes, size_t length, size_t *position, size_t *start, size_t *end);

#ifdef __cplusplus
}
#endif
#endif
