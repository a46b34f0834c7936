internal import COpenBLAS

/// The settings of the library beneath.
///
/// OpenBLAS runs on the calling thread only: the work is shared out above it (``Parallel``), in segments that do not depend on the
/// number of threads, so that the same input gives the same bits on every machine of one kind.
enum OpenBLAS {
    private static let configured: Void = openblas_set_num_threads(1)

    /// To be called before the first use of the library; later calls cost nothing.
    static func prepare() { configured }
}
