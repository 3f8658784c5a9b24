/* SPDX-License-Identifier: BSD-3-Clause */
/* Network interfaces by name and index: POSIX, with the numbers of Linux (linux/if.h). */
#ifndef _NET_IF_H
#define _NET_IF_H

#include <sys/cdefs.h>

#define IF_NAMESIZE 16
#define IFNAMSIZ    IF_NAMESIZE

__BEGIN_DECLS

unsigned int if_nametoindex(const char *name);
char *if_indextoname(unsigned int index, char *name);

__END_DECLS

#endif
