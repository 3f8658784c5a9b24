/* SPDX-License-Identifier: BSD-3-Clause */
/* The sources under test, each function under its own_ name. */
#include "renamed.h"

#define memchr	own_memchr
#define strlen	own_strlen
#define strnlen own_strnlen
#define strcmp	own_strcmp
#define strncmp own_strncmp
#define strchr	own_strchr
#define strrchr own_strrchr
#define strstr	own_strstr
#define strncpy own_strncpy
#define atoi	own_atoi

#include "../compare.c"
#include "../copy.c"
#include "../number.c"
#include "../search.c"
