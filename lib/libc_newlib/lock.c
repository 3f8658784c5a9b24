/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's locks. All are recursive: it asks for both kinds and never relies on a deadlock. */
#include <sys/lock.h>

#include <uk/alloc.h>
#include <uk/mutex.h>

#include "ending.h"

struct __lock {
	struct uk_mutex mutex;
};

/* Those that newlib names itself. */
#define NAMED(name) \
	UK_API struct __lock __lock___##name = { UK_MUTEX_INIT_RECURSIVE(__lock___##name.mutex) }

NAMED(sinit_recursive_mutex);
NAMED(sfp_recursive_mutex);
NAMED(atexit_recursive_mutex);
NAMED(at_quick_exit_mutex);
NAMED(malloc_recursive_mutex);
NAMED(env_recursive_mutex);
NAMED(tz_mutex);
NAMED(dd_hash_mutex);
NAMED(arc4random_mutex);

/* A lock that there is no memory for does not lock: newlib cannot be told. */
UK_API void __retarget_lock_init_recursive(_LOCK_T *lock)
{
	*lock = uk_malloc(sizeof(**lock));
	if (*lock)
		uk_mutex_init(&(*lock)->mutex, true);
}

UK_API void __retarget_lock_init(_LOCK_T *lock)
{
	__retarget_lock_init_recursive(lock);
}

UK_API void __retarget_lock_close_recursive(_LOCK_T lock)
{
	uk_free(lock);
}

UK_API void __retarget_lock_close(_LOCK_T lock)
{
	uk_free(lock);
}

/* How long the last flush waits for a thread that may be reading the same stream for ever. */
enum { PATIENCE_MS = 100 };

UK_API void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
	if (!lock)
		return;
	if (uk_unlikely(uk_libc_ending))
		uk_mutex_lock_until(&lock->mutex, uk_time_after(PATIENCE_MS * UK_NSEC_PER_MSEC));
	else
		uk_mutex_lock(&lock->mutex);
}

UK_API void __retarget_lock_acquire(_LOCK_T lock)
{
	__retarget_lock_acquire_recursive(lock);
}

UK_API int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
	return !lock || uk_mutex_trylock(&lock->mutex);
}

UK_API int __retarget_lock_try_acquire(_LOCK_T lock)
{
	return __retarget_lock_try_acquire_recursive(lock);
}

UK_API void __retarget_lock_release_recursive(_LOCK_T lock)
{
	if (lock && uk_mutex_is_mine(&lock->mutex))
		uk_mutex_unlock(&lock->mutex);
}

UK_API void __retarget_lock_release(_LOCK_T lock)
{
	__retarget_lock_release_recursive(lock);
}
