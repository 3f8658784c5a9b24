/* SPDX-License-Identifier: BSD-3-Clause */
/* The grant table, version 1. */
#define VERSION 1
#include "grants.h"
