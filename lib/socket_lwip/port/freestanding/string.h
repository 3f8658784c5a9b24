/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP finds as <string.h> in an image: it is built without a C library. */
#ifndef SOCKET_LWIP_STRING_H
#define SOCKET_LWIP_STRING_H

#include <uk/string.h>

#endif
