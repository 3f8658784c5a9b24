/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatter: C11 7.21.6.1 without floating point, wide characters and %n. */
#include <uk/string.h>

#include "format.h"

enum { LEFT = 1, ZERO = 2, PLUS = 4, SPACE = 8, ALTERNATE = 16 };

struct conversion {
	unsigned int flags;
	size_t width;
	int precision; /* -1: none */
	int rank;      /* -2 char, -1 short, 0 int, 1 and more: long and all that is as wide */
	char kind;
};

/* Lets the arguments pass by pointer, whatever va_list is. */
struct arguments {
	va_list list;
};

static void put(struct print_output *output, char c)
{
	if (output->used == output->size && output->flush)
		output->flush(output);
	if (output->used < output->size)
		output->buffer[output->used++] = c;
	output->total++;
}

static void put_all(struct print_output *output, const char *text, size_t len)
{
	while (len--)
		put(output, *text++);
}

static void fill(struct print_output *output, char c, size_t count)
{
	while (count--)
		put(output, c);
}

static const char *parse_flags(const char *text, struct conversion *conversion)
{
	static const char signs[] = "-0+ #";
	const char *sign;

	while (*text && (sign = strchr(signs, *text))) {
		conversion->flags |= 1U << (sign - signs);
		text++;
	}
	return text;
}

/* A number, or * for the next argument; -1 when there is neither. */
static const char *parse_count(const char *text, int *count, struct arguments *arguments)
{
	*count = -1;
	if (*text == '*') {
		*count = va_arg(arguments->list, int);
		return text + 1;
	}
	for (; *text >= '0' && *text <= '9' && *count < 100000; text++)
		*count = (*count < 0 ? 0 : *count) * 10 + (*text - '0');
	return text;
}

static const char *parse_width(const char *text, struct conversion *conversion,
			       struct arguments *arguments)
{
	const char *start = text;
	int width;

	text = parse_count(text, &width, arguments);
	if (*start == '*' && width < 0) {
		conversion->flags |= LEFT;
		width = -width;
	}
	conversion->width = width > 0 ? (size_t)width : 0;
	return text;
}

static const char *parse_precision(const char *text, struct conversion *conversion,
				   struct arguments *arguments)
{
	const char *start = text;

	conversion->precision = -1;
	if (*text != '.')
		return text;
	text = parse_count(text + 1, &conversion->precision, arguments);
	if (start[1] != '*' && conversion->precision < 0)
		conversion->precision = 0;
	return text;
}

static const char *parse_rank(const char *text, struct conversion *conversion)
{
	for (;; text++) {
		switch (*text) {
		case 'h':
			conversion->rank--;
			break;
		case 'l':
		case 'j':
		case 'z':
		case 't':
			conversion->rank++;
			break;
		default:
			return text;
		}
	}
}

static const char *parse(const char *text, struct conversion *conversion,
			 struct arguments *arguments)
{
	*conversion = (struct conversion){ 0 };
	text = parse_flags(text, conversion);
	text = parse_width(text, conversion, arguments);
	text = parse_precision(text, conversion, arguments);
	text = parse_rank(text, conversion);
	conversion->kind = *text;
	return *text ? text + 1 : text;
}

static void put_text(struct print_output *output, const struct conversion *conversion,
		     const char *text)
{
	size_t len, padding;

	if (!text)
		text = "(null)";
	len = conversion->precision < 0 ? strlen(text)
					: strnlen(text, (size_t)conversion->precision);
	padding = conversion->width > len ? conversion->width - len : 0;
	if (!(conversion->flags & LEFT))
		fill(output, ' ', padding);
	put_all(output, text, len);
	if (conversion->flags & LEFT)
		fill(output, ' ', padding);
}

/* Sign or base prefix, zeros, digits, within the width. */
static void put_number(struct print_output *output, const struct conversion *conversion,
		       const char *prefix, const char *digits, size_t len)
{
	size_t prefix_len = strlen(prefix), zeros = 0, padding, whole;

	if (conversion->precision >= 0 && (size_t)conversion->precision > len)
		zeros = (size_t)conversion->precision - len;
	whole = prefix_len + zeros + len;
	padding = conversion->width > whole ? conversion->width - whole : 0;
	if (conversion->precision < 0 && (conversion->flags & (ZERO | LEFT)) == ZERO) {
		zeros += padding;
		padding = 0;
	}
	if (!(conversion->flags & LEFT))
		fill(output, ' ', padding);
	put_all(output, prefix, prefix_len);
	fill(output, '0', zeros);
	put_all(output, digits, len);
	if (conversion->flags & LEFT)
		fill(output, ' ', padding);
}

enum { DIGITS_MAX = 23 }; /* 2^64 - 1 in octal, and a leading 0 */

static void put_unsigned(struct print_output *output, const struct conversion *conversion,
			 const char *prefix, unsigned long value, unsigned int base)
{
	const char *alphabet = conversion->kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	char digits[DIGITS_MAX];
	bool alternate = base == 8 && (conversion->flags & ALTERNATE);
	size_t len = 0;

	for (; value; value /= base)
		digits[DIGITS_MAX - ++len] = alphabet[value % base];
	/* # makes octal begin with a 0; zero has a digit unless the precision is 0. */
	if (alternate ? conversion->precision <= (int)len : !len && conversion->precision != 0)
		digits[DIGITS_MAX - ++len] = '0';
	put_number(output, conversion, prefix, digits + DIGITS_MAX - len, len);
}

static long next_signed(struct arguments *arguments, int rank)
{
	int value;

	if (rank > 0)
		return va_arg(arguments->list, long);
	value = va_arg(arguments->list, int);
	return rank == 0 ? value : rank == -1 ? (short)value : (signed char)value;
}

static unsigned long next_unsigned(struct arguments *arguments, int rank)
{
	unsigned int value;

	if (rank > 0)
		return va_arg(arguments->list, unsigned long);
	value = va_arg(arguments->list, unsigned int);
	return rank == 0 ? value : rank == -1 ? (unsigned short)value : (unsigned char)value;
}

static void put_signed(struct print_output *output, const struct conversion *conversion, long value)
{
	const char *sign = value < 0			 ? "-"
			   : (conversion->flags & PLUS)	 ? "+"
			   : (conversion->flags & SPACE) ? " "
							 : "";

	put_unsigned(output, conversion, sign,
		     value < 0 ? 0UL - (unsigned long)value : (unsigned long)value, 10);
}

static void put_hexadecimal(struct print_output *output, const struct conversion *conversion,
			    unsigned long value)
{
	const char *prefix = "";

	if ((conversion->flags & ALTERNATE) && value)
		prefix = conversion->kind == 'X' ? "0X" : "0x";
	put_unsigned(output, conversion, prefix, value, 16);
}

static void put_character(struct print_output *output, const struct conversion *conversion, char c)
{
	size_t padding = conversion->width > 1 ? conversion->width - 1 : 0;

	if (!(conversion->flags & LEFT))
		fill(output, ' ', padding);
	put(output, c);
	if (conversion->flags & LEFT)
		fill(output, ' ', padding);
}

/* Return: false for a conversion that is none of ours. */
static bool convert(struct print_output *output, const struct conversion *conversion,
		    struct arguments *arguments)
{
	int rank = conversion->rank;

	switch (conversion->kind) {
	case 'd':
	case 'i':
		put_signed(output, conversion, next_signed(arguments, rank));
		return true;
	case 'u':
		put_unsigned(output, conversion, "", next_unsigned(arguments, rank), 10);
		return true;
	case 'o':
		put_unsigned(output, conversion, "", next_unsigned(arguments, rank), 8);
		return true;
	case 'x':
	case 'X':
		put_hexadecimal(output, conversion, next_unsigned(arguments, rank));
		return true;
	case 'p':
		put_unsigned(output, conversion, "0x", next_unsigned(arguments, 1), 16);
		return true;
	case 'c':
		put_character(output, conversion, (char)va_arg(arguments->list, int));
		return true;
	case 's':
		put_text(output, conversion, va_arg(arguments->list, const char *));
		return true;
	case '%':
		put(output, '%');
		return true;
	default:
		return false;
	}
}

void uk_print_format(struct print_output *output, const char *text, va_list args)
{
	struct arguments arguments;
	struct conversion conversion;

	va_copy(arguments.list, args);
	while (*text) {
		const char *start = text++;

		if (*start != '%') {
			put(output, *start);
			continue;
		}
		text = parse(text, &conversion, &arguments);
		if (!convert(output, &conversion, &arguments))
			put_all(output, start, (size_t)(text - start));
	}
	va_end(arguments.list);
}
