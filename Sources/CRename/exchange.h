// Lets two paths change places in one step, which C libraries offer under names that Swift does not see.
#ifndef SEGUE_EXCHANGE_H
#define SEGUE_EXCHANGE_H

#include <errno.h>
#include <stdio.h>

#if defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// 0, or the number of the error.
static inline int segue_exchange(const char *one, const char *other) {
#if defined(__linux__)
    // 2 is RENAME_EXCHANGE of <linux/fs.h>.
    long done = syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 2u);
#else
    int done = renamex_np(one, other, RENAME_SWAP);
#endif
    return done == 0 ? 0 : errno;
}

#endif
