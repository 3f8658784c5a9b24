/* SPDX-License-Identifier: BSD-3-Clause */
/* What cmocka's configure script would find in newlib. Without clocks it does not time the cases. */
#ifndef CMOCKA_CONFIG_H
#define CMOCKA_CONFIG_H

/* cmocka.h would define uintptr_t where it does not know newlib's own guard. */
#define _UINTPTR_T_DEFINED

#define HAVE_INTTYPES_H 1
#define HAVE_MALLOC_H	1
#define HAVE_SIGNAL_H	1
#define HAVE_STRINGS_H	1
#define HAVE_STRSIGNAL	1

#endif
