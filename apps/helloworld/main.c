/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints a line and its arguments, without a libc. */
#include <uk/print.h>

int main(int argc, char **argv)
{
	uk_printf("Hello, world!\n");
	for (int i = 1; i < argc; i++)
		uk_printf("argv[%d]: %s\n", i, argv[i]);
	return 0;
}
