import Hummingbird

/// Makes answers out of text.
enum Responses {
    /// Text that is not to be kept: pages and answers change with the data.
    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
        -> Response
    {
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// All rows of a listing, fetched part by part while they are sent. Where a part fails the connection breaks off, so that what came is not
    /// taken for all.
    static func csv(_ export: RowsExport, headers: HTTPFields) -> Response {
        let type = "text/csv; charset=utf-8"
        guard let following = export.following else { return text(export.beginning, type: type, headers: headers) }
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: export.beginning))
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

    /// Why a request is not looked at. One that asks for headers alone gets these alone.
    static func refusal(_ words: String, of request: Request, status: HTTPResponse.Status, headers: HTTPFields = [:])
        -> Response
    {
        let response = text(words, type: "text/plain; charset=utf-8", status: status, headers: headers)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
