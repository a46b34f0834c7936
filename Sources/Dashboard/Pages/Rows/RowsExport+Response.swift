import Hummingbird
import Server

extension RowsExport {
    /// All rows of a listing, fetched part by part while they are sent. Where a part fails the connection breaks off, so that what came is not
    /// taken for all.
    func response(headers: HTTPFields) -> Response {
        let type = "text/csv; charset=utf-8"
        guard let following else { return Responses.text(beginning, type: type, headers: headers) }
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: beginning))
            var offset = RowsExport.chunk
            while true {
                let part = try await following(offset)
                if part.rows > 0 { try await writer.write(ByteBuffer(string: part.csv)) }
                guard part.rows == RowsExport.chunk else { break }
                offset += part.rows
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
