import Hummingbird
import Testing

@testable import Server

/// A route exists because it is declared, and it is declared in full or not at all.
@Suite("Declared routes")
struct RouteTableTests {
    private static func endpoint(
        _ method: HTTPRequest.Method = .get, _ path: String = "/x", _ scope: AccessScope = .read,
        _ summary: String = "X", parameters: [Endpoint.Parameter] = [], body: Endpoint.Body? = nil,
        answer: Endpoint.Answer = .json("X.", .object())
    ) -> Endpoint {
        Endpoint(method, path, scope, summary, parameters: parameters, body: body, answer: answer) { _ in
            Responses.text("x", type: "text/plain")
        }
    }

    private static let body = Endpoint.Body(.object(), mostBytes: 10)

    @Test(
        "an undocumented route cannot be registered",
        arguments: [
            (endpoint(.get, "/x", .read, ""), "no summary"),
            (endpoint(answer: .json("", .object())), "no meaning"),
            (endpoint(answer: Endpoint.Answer.file("application/json", "X.")), "no schema"),
            (endpoint(.get, "/x/{key}"), "parameters of its path"),
            (endpoint(parameters: [.path("key", .string())]), "parameters of its path"),
            (endpoint(.get, "x"), "does not begin with /"),
            (endpoint(.post, "/x", .read, body: body), "scope"),
            (endpoint(.post, "/x", .write), "body"),
            (endpoint(.get, "/x", .write), "scope"),
        ])
    func undocumented(_ endpoint: Endpoint, _ words: String) {
        let error = #expect(throws: ServerError.self) { try RouteTable([endpoint]) }
        #expect(error?.code == "server.route" && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("a route is declared once, whatever its parameters are called")
    func twice() {
        #expect(throws: ServerError.self) {
            try RouteTable([
                Self.endpoint(.get, "/x/{a}", parameters: [.path("a", .string())]),
                Self.endpoint(.get, "/x/{b}", parameters: [.path("b", .string())]),
            ])
        }
        #expect(throws: Never.self) {
            try RouteTable([Self.endpoint(.get, "/x"), Self.endpoint(.post, "/x", .write, body: Self.body)])
        }
    }

    @Test("the methods of an address are those of its most fixed route")
    func methods() throws {
        let key = Endpoint.Parameter.path("key", .string())
        let table = try RouteTable([
            Self.endpoint(.get, "/e/{key}", .pages, parameters: [key]),
            Self.endpoint(.post, "/e/new", .write, body: Self.body),
            Self.endpoint(.get, "/files/{rest...}", .pages, parameters: [.path("rest", .string())]),
        ])
        #expect(table.methods(at: "/e/new") == ["POST"] && table.methods(at: "/e/other") == ["GET", "HEAD"])
        #expect(table.methods(at: "/files/a/b/c") == ["GET", "HEAD"] && table.methods(at: "/nowhere").isEmpty)
        #expect(table.isForPrograms("/e/new") && !table.isForPrograms("/e/other") && table.isForPrograms("/api/none"))
    }
}
