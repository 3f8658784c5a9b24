/* SPDX-License-Identifier: BSD-3-Clause */
/* Which instructions the compiler's atomic helpers use. */
#include <uk/isa/atomics.h>

/*
 * The helpers that GCC calls (-moutline-atomics) are libgcc's, and look at this. libgcc has a definition of
 * its own, whose constructor asks a C library; the linker leaves that object out, since the name is known.
 */
UK_API extern bool __aarch64_have_lse_atomics;
bool __aarch64_have_lse_atomics;

void ukarch_atomics_init(bool lse)
{
	__aarch64_have_lse_atomics = lse;
}
