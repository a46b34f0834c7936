import ExperimentService
import Experimentation
import Foundation
import Hummingbird
import Listening
import Warehouse

extension DashboardApplication {
    /// What a service asks and tells while experiments run.
    func addAssignment(to router: Router<BasicRequestContext>) {
        router.get("/experiments/assign") { request, _ in
            let query = try QueryItems(query: request.uri.query), sticky = try assignment.stickyExperiments()
            let first = sticky.isEmpty ? [:] : try await ledger.firstArms(of: query["unit"] ?? "", in: sticky)
            let answer = try AssignmentAPI.answer(query, assignment, firstArms: first)
            return Responses.text(answer, type: "application/json", headers: [.cacheControl: "no-store"])
        }
        router.post("/experiments/exposures") { request, _ in
            let body = try await Self.body(of: request)
            let (rows, places, rejected) = try ExposureAPI.rows(Data(body.readableBytesView), assignment, now: Self.now)
            let fates = rows.isEmpty ? [] : try await exposures.write(rows, now: Self.now)
            return Responses.text(ExposureAPI.receipts(fates, places, rejected).serialized(), type: "application/json")
        }
    }

    /// The whole body, within bounds.
    private static func body(of request: Request) async throws -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: ExposureAPI.mostBytes)
        } catch let error as any HTTPResponseError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            // Chunks that are none, or fewer bytes than were announced.
            throw DashboardError.body
        }
    }

    private static var now: Instant {
        Instant(microseconds: Int64(saturating: Date().timeIntervalSince1970 * 1_000_000))
    }
}
