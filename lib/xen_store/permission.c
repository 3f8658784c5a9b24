/* SPDX-License-Identifier: BSD-3-Clause */
/* Permissions: a letter and a domain's number each, as text. */
#include <uk/print.h>
#include <uk/string.h>

#include "call.h"
#include "number.h"

enum {
	ENTRIES_MAX = 64,
	ENTRY_SIZE = 8, /* a letter, five digits, NUL */
};

/* By enum uk_xen_store_access. */
static const char letters[] = "nrwb";

static int read_entry(const char *text, size_t len, struct uk_xen_store_permission *entry)
{
	const char *letter = memchr(letters, text[0], sizeof(letters) - 1);
	uint64_t domain;

	if (!letter || xen_store_number(text + 1, len - 1, UINT16_MAX, &domain))
		return -EIO;
	*entry = (struct uk_xen_store_permission){
		.domain = (uint16_t)domain,
		.access = (enum uk_xen_store_access)(letter - letters),
	};
	return 0;
}

static int read_entries(const char *text, size_t len, struct uk_xen_store_permission *entries,
			size_t max)
{
	size_t count = 0;

	while (len > 0) {
		const char *end = memchr(text, '\0', len);
		size_t size;

		if (!end)
			return -EIO;
		size = (size_t)(end - text) + 1;
		if (count == max)
			return -E2BIG;
		if (read_entry(text, size, &entries[count++]))
			return -EIO;
		text += size;
		len -= size;
	}
	return (int)count;
}

int uk_xen_store_get_permissions(const struct uk_xen_store_scope *scope, const char *path,
				 struct uk_xen_store_permission *entries, size_t max)
{
	char text[ENTRIES_MAX * ENTRY_SIZE];
	struct call call;
	int error = xen_store_call_path(&call, XS_GET_PERMS, scope, path);

	if (error)
		return error;
	call.request.reply = text;
	call.request.reply_size = sizeof(text);
	error = xen_store_call(&call, scope);
	return error ? error : read_entries(text, call.request.reply_len, entries, max);
}

int uk_xen_store_set_permissions(const struct uk_xen_store_scope *scope, const char *path,
				 const struct uk_xen_store_permission *entries, size_t count)
{
	char text[ENTRIES_MAX * ENTRY_SIZE];
	struct call call;
	size_t len = 0;
	int error = xen_store_call_path(&call, XS_SET_PERMS, scope, path);

	if (error)
		return error;
	if (count == 0 || count > ENTRIES_MAX)
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		len += (size_t)uk_snprintf(text + len, sizeof(text) - len, "%c%u",
					   letters[entries[i].access],
					   (unsigned int)entries[i].domain) +
		       1;
	call.request.parts[1] = (struct uk_xen_store_part){ text, len };
	return xen_store_call(&call, scope);
}
