import Hummingbird

extension DashboardApplication {
    /// Style sheets, scripts and the icon. A browser keeps them, and asks each time whether they are still the same.
    func addFiles(_ files: StaticFiles, to router: Router<BasicRequestContext>) {
        router.get("/assets/**") { request, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard let file = files.file(path) else { throw DashboardError.unknownPage }
            return try await request.ifNoneMatch(headers: [.cacheControl: "no-cache"], eTag: file.tag, context: context)
            {
                Response(status: .ok, headers: [.contentType: file.type], body: ResponseBody(byteBuffer: file.content))
            }
        }
    }
}
