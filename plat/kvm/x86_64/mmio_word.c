/* SPDX-License-Identifier: BSD-3-Clause */
/* One word of the command line that describes a virtio MMIO window. */
#include <uk/string.h>

#include "mmio_word.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Decimal, or hexadecimal after 0x; returns what follows, or NULL without digits or when too large. */
static const char *number(const char *text, uint64_t *value)
{
	unsigned int base = 10;
	const char *first;

	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	first = text;
	for (*value = 0;; text++) {
		int digit = digit_value(*text);

		if (digit < 0 || (unsigned int)digit >= base)
			return text == first ? NULL : text;
		if (*value > (UINT64_MAX >> 1) / base - 1)
			return NULL;
		*value = *value * base + (unsigned int)digit;
	}
}

static const char *unit(const char *text, uint64_t *size)
{
	unsigned int shift = *text == 'K' ? 10 : *text == 'M' ? 20 : 0;

	if (shift == 0)
		return text;
	if (*size >> (40 - shift) != 0)
		return NULL;
	*size <<= shift;
	return text + 1;
}

static bool parse(const char *word, struct ukplat_mmio_device *device)
{
	static const char name[] = "virtio_mmio.device=";
	uint64_t size, phys, irq;

	if (strncmp(word, name, sizeof(name) - 1) != 0)
		return false;
	word = number(word + sizeof(name) - 1, &size);
	if (word)
		word = unit(word, &size);
	if (!word || *word != '@')
		return false;
	word = number(word + 1, &phys);
	if (!word || *word != ':')
		return false;
	word = number(word + 1, &irq);
	if (!word || *word != '\0' || size == 0 || irq > UINT16_MAX || phys + size < phys)
		return false;
	*device = (struct ukplat_mmio_device){ phys, size, (unsigned int)irq };
	return true;
}

bool mmio_word_take(char *line, size_t *length, struct ukplat_mmio_device *device)
{
	size_t start = *length;

	while (start > 0 && line[start - 1] != ' ')
		start--;
	if (!parse(line + start, device))
		return false;
	while (start > 0 && line[start - 1] == ' ')
		start--;
	line[start] = '\0';
	*length = start;
	return true;
}
