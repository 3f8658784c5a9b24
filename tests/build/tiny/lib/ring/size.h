/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the ring. */
int ring_size(void);
