import CxxSIMDJSON

/// One JSON object that was parsed, whose top-level fields can be looked up. It is valid until the next object is parsed.
struct JSONObject: ~Copyable {
    private let parser: OpaquePointer

    init(_ parser: OpaquePointer) { self.parser = parser }

    /// A string field; nil where it is absent, null or of another type.
    func string(_ key: StaticString) -> String? {
        bytes(key).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a string field, without a copy.
    func bytes(_ key: StaticString) -> UnsafeBufferPointer<UInt8>? {
        var start: UnsafePointer<CChar>?
        var length = 0
        guard segue_json_string(parser, Self.name(key), &start, &length) == 0, let start else { return nil }
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: length)
    }

    func integer(_ key: StaticString) -> Field<Int64> {
        var value: Int64 = 0
        return switch segue_json_integer(parser, Self.name(key), &value) {
        case 0: .value(value)
        case 1: .absent
        default: .wrongType
        }
    }

    func bool(_ key: StaticString) -> Bool? {
        var value = false
        return segue_json_bool(parser, Self.name(key), &value) == 0 ? value : nil
    }

    /// Any scalar as text. A name with dots is also looked up as a path: `track_metadata.artist_name`.
    func scalar(_ key: String) -> String? {
        if let text = plainScalar(key) { return text }
        guard let dot = key.utf8.firstIndex(of: UInt8(ascii: ".")), segue_json_enter(parser, String(key[..<dot])) == 0
        else { return nil }
        defer { segue_json_leave(parser) }
        return scalar(String(key[key.index(after: dot)...]))
    }

    private func plainScalar(_ key: String) -> String? {
        var start: UnsafePointer<CChar>?
        var length = 0
        guard segue_json_scalar(parser, key, &start, &length) == 0, let start else { return nil }
        return String(
            decoding: UnsafeBufferPointer(
                start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: length), as: UTF8.self)
    }

    /// The names of fields that are wanted of every object, for ``scalars(_:)``.
    struct Choice: ~Copyable {
        fileprivate let fields: OpaquePointer
        fileprivate let names: [String]
        /// Which of them may also be paths, since they hold a dot.
        fileprivate let paths: [Bool]

        /// - Parameter names: an empty name stands for a field that no object has.
        init(_ names: [String]) {
            self.names = names
            paths = names.map { $0.utf8.contains(UInt8(ascii: ".")) }
            fields = segue_json_fields_create()
            for name in names { segue_json_fields_add(fields, name, name.utf8.count) }
        }

        deinit { segue_json_fields_destroy(fields) }
    }

    /// The chosen fields as text, in the order of their names; nil where the object has none.
    /// - Complexity: O(fields of the object), however many are chosen.
    /// - Parameter composite: is told of the places whose field is an object or a list.
    func scalars(_ choice: borrowing Choice, composite: (Int) -> Void = { _ in }) -> [String?] {
        let found = segue_json_scalars(parser, choice.fields)
        return choice.names.indices.map { index in
            if let found, found[index].is_composite { composite(index) }
            guard let found, !choice.names[index].isEmpty else { return nil }
            if let start = found[index].bytes {
                return String(
                    decoding: UnsafeBufferPointer(
                        start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: found[index].length),
                    as: UTF8.self)
            }
            return choice.paths[index] ? scalar(choice.names[index]) : nil
        }
    }

    /// Whether the object has a value other than null under a key.
    func has(_ key: StaticString) -> Bool {
        var start: UnsafePointer<CChar>?
        var length = 0
        return segue_json_scalar(parser, Self.name(key), &start, &length) != 1
    }

    /// The names of the first 64 fields, in order.
    func names() -> [String] {
        var names: [String] = []
        var start: UnsafePointer<CChar>?
        var length = 0
        while names.count < 64, segue_json_field_name(parser, names.count, &start, &length) == 0, let first = start {
            names.append(
                String(
                    decoding: UnsafeBufferPointer(
                        start: UnsafeRawPointer(first).assumingMemoryBound(to: UInt8.self), count: length),
                    as: UTF8.self))
        }
        return names
    }

    /// A number that may be missing or of another type.
    enum Field<Value> {
        case value(Value)
        case absent
        case wrongType
    }

    private static func name(_ key: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(key.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
