/* SPDX-License-Identifier: BSD-3-Clause */
/* A file of the host, by its interrupt. */
#ifndef HOST_H
#define HOST_H

/* Print what comes out of the FIFO argv[0], sleeping in between, until it ends. */
int host_follow(char **argv);

/* Compute until the first bytes come out of the FIFO argv[0]. */
int host_compute(char **argv);

#endif
