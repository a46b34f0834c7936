/// An engine on a server, whose disk is not this machine's: rows come here and are written to files here.
package protocol RemoteWarehouse: Warehouse {}

extension RemoteWarehouse {
    package func copy(_ statement: Statement, to path: String, layout: PlaysExport.Layout, partitionedBy column: String)
        async throws -> Int
    {
        try await FileWriter.write(statement, of: self) {
            try $0.write(to: path, layout: layout, partitionedBy: column)
        }
    }

    package func writeParquet(_ statement: Statement, to folder: String) async throws -> Int {
        try await FileWriter.write(statement, of: self) { try $0.writeParquet(to: folder) }
    }
}
