// LAPACKE's complex types clash with Swift's importer; Segue uses real matrices only.
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float float
#define lapack_complex_double double
#include <cblas.h>
#include <lapacke.h>
