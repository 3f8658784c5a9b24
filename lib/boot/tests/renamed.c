/* SPDX-License-Identifier: BSD-3-Clause */
/* boot.c with the application's main() under another name than the test's. */
#define main application_main
#include "../boot.c"
