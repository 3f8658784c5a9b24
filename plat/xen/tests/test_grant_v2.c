/* SPDX-License-Identifier: BSD-3-Clause */
/* The grant table, version 2. */
#define VERSION 2
#include "grants.h"
