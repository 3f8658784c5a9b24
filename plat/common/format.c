/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatting for crash reports. */
#include "format.h"

typedef void put_function(const char *text, size_t len);

static void put_string(put_function *put, const char *s)
{
	size_t len = 0;

	if (!s)
		s = "(null)";
	while (s[len])
		len++;
	put(s, len);
}

static void put_number(put_function *put, uint64_t number, unsigned int base)
{
	char digits[20];
	char *at = digits + sizeof(digits);

	do {
		*--at = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	put(at, (size_t)(digits + sizeof(digits) - at));
}

static void put_signed(put_function *put, int64_t number)
{
	if (number < 0)
		put("-", 1);
	put_number(put, number < 0 ? -(uint64_t)number : (uint64_t)number, 10);
}

/* One conversion; @format points behind the percent sign. Return: behind the conversion. */
static const char *put_conversion(put_function *put, const char *format, va_list *args)
{
	const char *start = format - 1;
	bool is_long = *format == 'l';

	while (*format == 'l')
		format++;
	switch (*format) {
	case 's':
		put_string(put, va_arg(*args, const char *));
		break;
	case 'c':
		put(&(char){ (char)va_arg(*args, int) }, 1);
		break;
	case 'd':
		put_signed(put, is_long ? va_arg(*args, long) : va_arg(*args, int));
		break;
	case 'u':
	case 'x':
		put_number(put,
			   is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned int),
			   *format == 'x' ? 16 : 10);
		break;
	case 'p':
		put("0x", 2);
		put_number(put, (uintptr_t)va_arg(*args, void *), 16);
		break;
	case '%':
		put("%", 1);
		break;
	case '\0':
		return format;
	default:
		put(start, (size_t)(format + 1 - start));
	}
	return format + 1;
}

void ukplat_format(put_function *put, const char *format, va_list args)
{
	va_list copy;

	va_copy(copy, args);
	while (*format) {
		const char *text = format;

		while (*format && *format != '%')
			format++;
		if (format > text)
			put(text, (size_t)(format - text));
		if (*format == '%')
			format = put_conversion(put, format + 1, &copy);
	}
	va_end(copy);
}
