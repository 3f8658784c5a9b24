/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints a line and its arguments through a libc's stdio. */
#include <stdio.h>

int main(int argc, char **argv)
{
	printf("Hello, world!\n");
	for (int i = 1; i < argc; i++)
		printf("argv[%d]: %s\n", i, argv[i]);
	return 0;
}
