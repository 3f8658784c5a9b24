/* SPDX-License-Identifier: BSD-3-Clause */
/* Xenstore for threads: keys, lists, permissions, transactions, watches. */
#ifndef UK_XEN_STORE_H
#define UK_XEN_STORE_H

#include <stdarg.h>

#include <uk/time.h>
#include <uk/xen_store_request.h>

/*
 * Paths that do not start with / are relative to the guest's own folder. Every function below sleeps, in a
 * thread, until the store has answered; any number of threads may wait at once. What they return beside 0
 * or what they say themselves:
 *
 *   -ENOENT -EACCES -EINVAL -EEXIST -ENOSPC -EAGAIN ...   what the store answered
 *   -ETIMEDOUT -EINTR   no answer until the deadline, or the thread was interrupted: it may still happen
 *   -EIO                the ring broke, or the store answered nonsense
 *   -ENODEV             there is no store
 *   -ENAMETOOLONG -E2BIG   path or payload exceed the protocol's limits, or a reply the caller's room
 */

/* In which transaction, and until when. NULL stands for none, and for ever. */
struct uk_xen_store_scope {
	uint32_t transaction; /* 0: none */
	uint64_t deadline;    /* monotonic time, or UK_NEVER */
};

/* A scope without transaction, for the duration of a call. */
#define UK_XEN_STORE_UNTIL(when) (&(const struct uk_xen_store_scope){ .deadline = (when) })

/**
 * uk_xen_store_read() - read a value.
 * @scope:  or NULL.
 * @path:   of the key.
 * @buffer: receives the value, which may have any bytes in it, and a NUL behind it.
 * @size:   of @buffer, at least 1.
 *
 * Return: bytes of the value, or -errno; -E2BIG when it does not fit.
 */
UK_API ssize_t uk_xen_store_read(const struct uk_xen_store_scope *scope, const char *path,
				 char *buffer, size_t size);

/* Write @len bytes; key and parents are created. Return: 0 or -errno. */
UK_API int uk_xen_store_write(const struct uk_xen_store_scope *scope, const char *path,
			      const void *value, size_t len);

/* The same with the formats of uk_printf(), up to 255 bytes. Return: 0, or -errno. */
UK_API int uk_xen_store_printf(const struct uk_xen_store_scope *scope, const char *path,
			       const char *format, ...) UK_PRINTF(3, 4);

/* Create a key without a value, unless it is there. Return: 0 or -errno. */
UK_API int uk_xen_store_mkdir(const struct uk_xen_store_scope *scope, const char *path);

/* Remove a key and all below it; that it was not there is no error. Return: 0 or -errno. */
UK_API int uk_xen_store_rm(const struct uk_xen_store_scope *scope, const char *path);

/**
 * uk_xen_store_read_number() - read a decimal number.
 * @scope: or NULL.
 * @path:  of the key.
 * @max:   largest value to accept.
 * @value: receives it.
 *
 * Return: 0; -EINVAL when the value is anything but digits; -ERANGE above @max; or -errno.
 */
UK_API int uk_xen_store_read_number(const struct uk_xen_store_scope *scope, const char *path,
				    uint64_t max, uint64_t *value);

struct uk_xen_store_list {
	size_t count;
	const char *names[]; /* without the path above them */
};

/**
 * uk_xen_store_list() - names of what is directly below a key.
 * @scope: or NULL.
 * @path:  of the key.
 * @list:  receives them; for uk_xen_store_list_free().
 *
 * A list that is longer than one answer is read in parts, from the start again if it changes meanwhile.
 *
 * Return: 0; -E2BIG for more than 256 KiB of names, or 4 KiB if the store has no parts; -EAGAIN when it did not stop changing; or -errno.
 */
UK_API int uk_xen_store_list(const struct uk_xen_store_scope *scope, const char *path,
			     struct uk_xen_store_list **list);

/* @list may be NULL. Context: any. */
UK_API void uk_xen_store_list_free(struct uk_xen_store_list *list);

enum uk_xen_store_access {
	UK_XEN_STORE_ACCESS_NONE,
	UK_XEN_STORE_ACCESS_READ,
	UK_XEN_STORE_ACCESS_WRITE,
	UK_XEN_STORE_ACCESS_BOTH,
};

/* Of the first entry the domain is the owner, its access is everybody else's. */
struct uk_xen_store_permission {
	uint16_t domain;
	enum uk_xen_store_access access;
};

/* Return: how many entries the key has, up to @max; -E2BIG when there are more; or -errno. */
UK_API int uk_xen_store_get_permissions(const struct uk_xen_store_scope *scope, const char *path,
					struct uk_xen_store_permission *entries, size_t max);

/* @count is 1 … 64. Return: 0 or -errno. */
UK_API int uk_xen_store_set_permissions(const struct uk_xen_store_scope *scope, const char *path,
					const struct uk_xen_store_permission *entries,
					size_t count);

/**
 * uk_xen_store_transaction_start() - begin a transaction.
 * @scope:    receives its number and @deadline.
 * @deadline: monotonic time, for each call in it.
 *
 * Return: 0 or -errno; the store allows a guest a few (10) at a time, then -ENOSPC.
 */
UK_API int uk_xen_store_transaction_start(struct uk_xen_store_scope *scope, uint64_t deadline);

/* All of it at once. Return: 0; -EAGAIN: nothing of it, since others were at its keys; or -errno. */
UK_API int uk_xen_store_transaction_commit(const struct uk_xen_store_scope *scope);

/* Nothing of it. Does not wait. */
UK_API void uk_xen_store_transaction_abort(const struct uk_xen_store_scope *scope);

/**
 * uk_xen_store_transact() - run a function in a transaction, again until it is committed.
 * @function: makes its calls with the scope that it is given; 0 commits, another value aborts.
 * @arg:      for @function.
 * @deadline: monotonic time, of all attempts together.
 *
 * Return: 0; what @function returned; -ETIMEDOUT; or -errno.
 */
UK_API int uk_xen_store_transact(int (*function)(const struct uk_xen_store_scope *scope, void *arg),
				 void *arg, uint64_t deadline);

/**
 * uk_xen_store_watch_add() - register a watch.
 * @watch:    path and, if wanted, changed are filled in; stays until removed.
 * @deadline: monotonic time.
 *
 * It fires once at the start. Without callbacks it is for uk_xen_store_watch_wait(). After a reconnection
 * it is registered again and fires again.
 *
 * Return: 0, or -errno: it is not registered.
 */
UK_API int uk_xen_store_watch_add(struct uk_xen_store_watch *watch, uint64_t deadline);

/* Sleep until it has fired since the last time; one thread a watch. Return: 0, -ETIMEDOUT, -EINTR, -EIO. */
UK_API int uk_xen_store_watch_wait(struct uk_xen_store_watch *watch, uint64_t deadline);

/**
 * uk_xen_store_watch_remove() - undo uk_xen_store_watch_add(); not for changed_isr.
 * @watch: its callback does not run any more when this returns, unless that is the caller.
 *
 * Waits a second at most for the store's answer; without one the store may go on to send events, which are ignored.
 */
UK_API void uk_xen_store_watch_remove(struct uk_xen_store_watch *watch);

#endif
