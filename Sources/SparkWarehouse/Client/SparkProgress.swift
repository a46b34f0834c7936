/// How far the statement that runs has come, as the server tells.
package struct SparkProgress: Sendable, Hashable {
    package let tasks: Int
    package let completedTasks: Int
    package let bytesRead: Int

    package init(tasks: Int, completedTasks: Int, bytesRead: Int) {
        self.tasks = tasks
        self.completedTasks = completedTasks
        self.bytesRead = bytesRead
    }
}
