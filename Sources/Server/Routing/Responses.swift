package import Formatting
package import Hummingbird

/// Makes answers out of text.
package enum Responses {
    package static func json(_ document: JSONValue) -> Response { json(document.serialized()) }

    package static func json(_ text: String) -> Response { Self.text(text, type: "application/json") }

    /// Text that is not to be kept: pages and answers change with the data.
    package static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
        -> Response
    {
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
