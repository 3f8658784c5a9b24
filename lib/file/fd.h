/* SPDX-License-Identifier: BSD-3-Clause */
/* What poll needs of the table. */
#ifndef FILE_FD_H
#define FILE_FD_H

#include <uk/file.h>

/*
 * All that is ready, wanted or not, into revents; 0 for a negative descriptor, UK_READY_INVALID for one
 * that stands for nothing. Under the table's lock, which is cheaper than a reference to each file: so
 * @count is to be small.
 */
void uk_fd_look(struct uk_pollfd *fds, size_t count);

#endif
