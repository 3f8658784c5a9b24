/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of names, in one answer or, where that is too long, in parts. */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#include "call.h"

enum {
	NAMES_MAX = 256 * 1024, /* bytes, each name's NUL among them */
	ATTEMPTS = 8,
	NUMBER_SIZE = 12,
};

/* What has been received so far: whole names. */
struct names {
	char *bytes;
	size_t len;
	char answer[XENSTORE_PAYLOAD_MAX];
	size_t answer_len;
	char generation[24]; /* of the list when it was first asked for */
};

static bool has_empty_name(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\0' && (i == 0 || bytes[i - 1] == '\0'))
			return true;
	return false;
}

static int append(struct names *names, const char *bytes, size_t len)
{
	char *larger;

	if (len == 0)
		return 0;
	if (len > NAMES_MAX - names->len)
		return -E2BIG;
	if (has_empty_name(bytes, len))
		return -EIO;
	larger = uk_realloc(names->bytes, names->len + len);
	if (!larger)
		return -ENOMEM;
	memcpy(larger + names->len, bytes, len);
	names->bytes = larger;
	names->len += len;
	return 0;
}

static int ask(struct call *call, const struct uk_xen_store_scope *scope, struct names *names)
{
	int error;

	call->request.reply = names->answer;
	call->request.reply_size = sizeof(names->answer);
	error = xen_store_call(call, scope);
	names->answer_len = error ? 0 : call->request.reply_len;
	if (error == 0 && names->answer_len && names->answer[names->answer_len - 1])
		return -EIO;
	return error;
}

static int ask_whole(const struct uk_xen_store_scope *scope, const char *path, struct names *names)
{
	struct call call;
	int error = xen_store_call_path(&call, XS_DIRECTORY, scope, path);

	if (error == 0)
		error = ask(&call, scope, names);
	return error ? error : append(names, names->answer, names->answer_len);
}

static int ask_part(const struct uk_xen_store_scope *scope, const char *path, struct names *names)
{
	char offset[NUMBER_SIZE];
	struct call call;
	int error = xen_store_call_path(&call, XS_DIRECTORY_PART, scope, path);

	if (error)
		return error;
	call.request.parts[1] = (struct uk_xen_store_part){
		offset,
		(size_t)uk_snprintf(offset, sizeof(offset), "%zu", names->len) + 1,
	};
	return ask(&call, scope, names);
}

/*
 * An answer: the list's generation, then names; an empty one ends the list. Return: 1 at the end, 0 when there
 * is more, -EAGAIN when the list has changed.
 */
static int take_part(struct names *names)
{
	size_t len = strnlen(names->answer, names->answer_len) + 1;
	const char *first = names->answer + len;
	bool last;
	int error;

	if (len > names->answer_len || len > sizeof(names->generation))
		return -EIO;
	if (names->len == 0)
		memcpy(names->generation, names->answer, len);
	else if (strcmp(names->generation, names->answer) != 0)
		return -EAGAIN;
	len = names->answer_len - len;
	last = len == 0 || first[len - 1 - (len > 1)] == '\0';
	if (last && len > 0)
		len--;
	error = append(names, first, len);
	return error ? error : last;
}

static int ask_parts(const struct uk_xen_store_scope *scope, const char *path, struct names *names)
{
	for (unsigned int attempt = 0; attempt < ATTEMPTS;) {
		int result = ask_part(scope, path, names);

		if (result == 0)
			result = take_part(names);
		/* oxenstored of Xen 4.17 has no parts. */
		if (result == -ENOSYS)
			return -E2BIG;
		if (result == -EAGAIN) {
			names->len = 0;
			attempt++;
		} else if (result) {
			return result < 0 ? result : 0;
		}
	}
	return -EAGAIN;
}

static size_t count_names(const struct names *names)
{
	size_t count = 0;

	for (size_t i = 0; i < names->len; i++)
		count += names->bytes[i] == '\0';
	return count;
}

static struct uk_xen_store_list *make_list(const struct names *names)
{
	size_t count = count_names(names);
	struct uk_xen_store_list *list =
		uk_malloc(sizeof(*list) + count * sizeof(list->names[0]) + names->len);
	char *at;

	if (!list)
		return NULL;
	list->count = count;
	at = (char *)&list->names[count];
	if (names->len)
		memcpy(at, names->bytes, names->len);
	for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
		list->names[i] = at;
	return list;
}

int uk_xen_store_list(const struct uk_xen_store_scope *scope, const char *path,
		      struct uk_xen_store_list **list)
{
	struct names *names = uk_zalloc(sizeof(*names));
	int error;

	if (!names)
		return -ENOMEM;
	error = ask_whole(scope, path, names);
	if (error == -E2BIG)
		error = ask_parts(scope, path, names);
	if (error == 0)
		*list = make_list(names);
	if (error == 0 && !*list)
		error = -ENOMEM;
	uk_free(names->bytes);
	uk_free(names);
	return error;
}

void uk_xen_store_list_free(struct uk_xen_store_list *list)
{
	uk_free(list);
}
