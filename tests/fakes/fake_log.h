/* SPDX-License-Identifier: BSD-3-Clause */
/* What the code under test has logged. */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

extern unsigned int fake_log_count;
extern char fake_log_last[256];

#endif
