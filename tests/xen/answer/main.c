/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers every line of the console, and ends when that is "end". */
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[80];

	printf("Hello, world!\n");
	while (fgets(line, sizeof(line), stdin) && strcmp(line, "end\n") != 0)
		printf("answer to %s", line);
	return 0;
}
