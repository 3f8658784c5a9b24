/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of descriptors: a few entries in static memory, more on demand. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/string.h>

#include "console.h"
#include "fd.h"

enum { FIRST_ENTRIES = 8 };

struct entry {
	struct uk_file *file; /* NULL: free */
	unsigned int flags;
};

static struct entry first_entries[FIRST_ENTRIES] = {
	{ .file = &uk_console_file },
	{ .file = &uk_console_file },
	{ .file = &uk_console_file },
};

static struct uk_spinlock lock = UK_SPINLOCK_INIT;
/* Under @lock. */
static struct entry *table = first_entries;
static unsigned int size = FIRST_ENTRIES;
static unsigned int lowest_free = 3; /* none below it is free */

/* Under @lock. Return: the entry in use, or NULL. */
static struct entry *find(int fd)
{
	return fd >= 0 && (unsigned int)fd < size && table[fd].file ? &table[fd] : NULL;
}

/* Make the table larger than @fd. Thread context, no lock held. */
static int grow(unsigned int fd)
{
	unsigned int new_size = FIRST_ENTRIES;
	struct entry *new_table, *old;
	bool enabled;

	if (fd >= CONFIG_LIB_FILE_MAX)
		return -EMFILE;
	while (new_size <= fd)
		new_size *= 2;
	new_table = uk_calloc(new_size, sizeof(*new_table));
	if (!new_table)
		return -ENOMEM;
	enabled = uk_spin_lock(&lock);
	old = new_table;
	/* Somebody else may have been faster. */
	if (new_size > size) {
		memcpy(new_table, table, size * sizeof(*table));
		old = table;
		table = new_table;
		size = new_size;
	}
	uk_spin_unlock(&lock, enabled);
	if (old != first_entries)
		uk_free(old);
	return 0;
}

static void use(unsigned int fd, struct uk_file *file, unsigned int flags)
{
	table[fd] = (struct entry){ .file = file, .flags = flags };
	if (fd == lowest_free)
		lowest_free++;
}

/* Return: the descriptor, or -ENFILE with *@wanted beyond the table as it is. */
static int try_install(struct uk_file *file, int from, unsigned int flags, unsigned int *wanted)
{
	bool enabled = uk_spin_lock(&lock);
	unsigned int fd = uk_max((unsigned int)from, lowest_free);
	bool found;

	while (fd < size && table[fd].file)
		fd++;
	found = fd < size && fd < CONFIG_LIB_FILE_MAX;
	if (found)
		use(fd, file, flags);
	uk_spin_unlock(&lock, enabled);
	*wanted = fd;
	return found ? (int)fd : -ENFILE;
}

int uk_fd_install(struct uk_file *file, int from, unsigned int flags)
{
	unsigned int wanted;
	int fd, error = 0;

	if (from < 0 || from >= CONFIG_LIB_FILE_MAX)
		return -EINVAL;
	do {
		fd = try_install(file, from, flags, &wanted);
		if (fd < 0)
			error = grow(wanted);
	} while (fd < 0 && !error);
	return fd < 0 ? error : fd;
}

struct uk_file *uk_fd_get(int fd)
{
	bool enabled = uk_spin_lock(&lock);
	struct entry *entry = find(fd);
	struct uk_file *file = entry ? entry->file : NULL;

	if (file)
		uk_file_get(file);
	uk_spin_unlock(&lock, enabled);
	return file;
}

static unsigned int look(int fd)
{
	struct entry *entry = find(fd);

	if (fd < 0)
		return 0;
	return entry ? uk_file_ready(entry->file) : UK_READY_INVALID;
}

void uk_fd_look(struct uk_pollfd *fds, size_t count)
{
	bool enabled = uk_spin_lock(&lock);

	for (size_t i = 0; i < count; i++)
		fds[i].revents = (short)look(fds[i].fd);
	uk_spin_unlock(&lock, enabled);
}

int uk_fd_close(int fd)
{
	bool enabled = uk_spin_lock(&lock);
	struct entry *entry = find(fd);
	struct uk_file *file = entry ? entry->file : NULL;

	if (entry) {
		*entry = (struct entry){ 0 };
		lowest_free = uk_min(lowest_free, (unsigned int)fd);
	}
	uk_spin_unlock(&lock, enabled);
	if (!file)
		return -EBADF;
	uk_file_put(file);
	return 0;
}

int uk_fd_replace(int fd, struct uk_file *file, unsigned int flags)
{
	struct uk_file *before;
	bool enabled;
	int error;

	if (fd < 0 || fd >= CONFIG_LIB_FILE_MAX)
		return -EBADF;
	/* The table never shrinks. */
	error = (unsigned int)fd < size ? 0 : grow((unsigned int)fd);
	if (error)
		return error;
	enabled = uk_spin_lock(&lock);
	before = table[fd].file;
	use((unsigned int)fd, file, flags);
	uk_spin_unlock(&lock, enabled);
	if (before)
		uk_file_put(before);
	return fd;
}

int uk_fd_flags_get(int fd)
{
	bool enabled = uk_spin_lock(&lock);
	struct entry *entry = find(fd);
	int flags = entry ? (int)entry->flags : -EBADF;

	uk_spin_unlock(&lock, enabled);
	return flags;
}

int uk_fd_flags_set(int fd, unsigned int flags)
{
	bool enabled = uk_spin_lock(&lock);
	struct entry *entry = find(fd);

	if (entry)
		entry->flags = flags;
	uk_spin_unlock(&lock, enabled);
	return entry ? 0 : -EBADF;
}
