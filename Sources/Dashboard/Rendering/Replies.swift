import Hummingbird

/// Makes answers out of text.
enum Replies {
    /// Text that is not to be kept: pages and answers change with the data.
    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Why a request is not looked at. One that asks for headers alone gets these alone.
    static func refusal(_ words: String, of request: Request, status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        let response = text(words, type: "text/plain; charset=utf-8", status: status, headers: headers)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
