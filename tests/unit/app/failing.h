/* SPDX-License-Identifier: BSD-3-Clause */
/* A test that fails: how that is told is tested, too. */
#ifndef UNIT_FAILING_H
#define UNIT_FAILING_H

#include <uk/unit_test.h>

extern const struct uk_unit_test failing_test;

#endif
