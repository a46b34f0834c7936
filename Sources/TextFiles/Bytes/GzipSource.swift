import CZlib
import Foundation

/// Unpacks gzip while it is read, several members after one another included.
///
/// What comes out is bounded: a source that unpacks to more than 5 GB, or beyond the first megabyte to more than 200 times its size, is
/// refused.
struct GzipSource: ByteSource {
    private static let mostBytes = 5_000_000_000
    private static let mostRatio = 200

    private let inflater = Inflater()
    private var packed: any ByteSource

    init(_ packed: any ByteSource) { self.packed = packed }

    var name: String { packed.name }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !buffer.isEmpty else { return 0 }
        while true {
            if inflater.needsInput, !inflater.sourceEnded {
                try inflater.fill { try packed.read(into: $0) }
            }
            switch inflater.step(into: buffer) {
            case .bytes(let count):
                guard inflater.unpackedBytes <= Self.mostBytes,
                    inflater.unpackedBytes < 1_000_000
                        || inflater.unpackedBytes / Self.mostRatio <= inflater.packedBytes
                else {
                    throw TextFileError.tooLarge(name, "unpacks to more than 5 GB or \(Self.mostRatio) times its size")
                }
                if count > 0 { return count }
            case .end: return 0
            case .truncated: throw TextFileError.damaged(name, "the gzip data end too early")
            case .damaged(let cause): throw TextFileError.damaged(name, "the gzip data are damaged (\(cause))")
            }
        }
    }
}

/// zlib's state, with the piece of packed bytes that it works on.
private final class Inflater {
    enum Step {
        case bytes(Int)
        case end, truncated
        case damaged(String)
    }

    private var stream = z_stream()
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var filled = 0
    private var isReady = false
    private var memberEnded = false
    private(set) var sourceEnded = false
    private(set) var packedBytes = 0
    private(set) var unpackedBytes = 0

    init() { isReady = segue_inflate_init(&stream) == Z_OK }

    deinit { inflateEnd(&stream) }

    var needsInput: Bool { position == filled }

    func fill(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        filled = try input.withUnsafeMutableBytes { try read($0) }
        position = 0
        packedBytes += filled
        sourceEnded = filled == 0
    }

    func step(into buffer: UnsafeMutableRawBufferPointer) -> Step {
        guard isReady else { return .damaged("zlib has no memory") }
        if memberEnded {
            // Zeros after the last member are padding; anything else begins another member.
            while position < filled, input[position] == 0 { position += 1 }
            if position == filled { return sourceEnded ? .end : .bytes(0) }
            guard inflateReset(&stream) == Z_OK else { return .damaged("another member cannot be begun") }
            memberEnded = false
        }
        if position == filled, sourceEnded { return .truncated }
        let (status, count, used) = input.withUnsafeMutableBytes { bytes -> (Int32, Int, Int) in
            stream.next_in = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: position)
            stream.avail_in = UInt32(filled - position)
            stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let room = min(buffer.count, 1 << 30)
            stream.avail_out = UInt32(room)
            let status = inflate(&stream, Z_NO_FLUSH)
            return (status, room - Int(stream.avail_out), filled - position - Int(stream.avail_in))
        }
        position += used
        unpackedBytes += count
        switch status {
        case Z_STREAM_END: memberEnded = true
        case Z_OK, Z_BUF_ERROR: break
        default: return .damaged(stream.msg.map { String(cString: $0) } ?? "error \(status)")
        }
        return .bytes(count)
    }
}
