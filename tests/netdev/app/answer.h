/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of this test, and answers to them. */
#ifndef ANSWER_H
#define ANSWER_H

#include <uk/netdev.h>

/* IEEE 802: the two experimental types, and a third nobody uses. */
enum { TYPE_OFFSET = 12, TYPE_ECHO = 0x88b5, TYPE_END = 0x88b6, TYPE_HELLO = 0x88b7 };

/* The byte behind the type: how the answer is put together. */
enum { WAY_OFFSET = 14, WAY_IN_PLACE = 0, WAY_SCATTERED = 1, WAY_LENT = 2 };

/* Type of a frame of one of these tests, or 0. */
unsigned int frame_type(const struct uk_netbuf *packet);

/* The same bytes back to their sender, in the way they ask for; takes @packet, NULL if it was dropped. */
struct uk_netbuf *make_answer(struct uk_netbuf *packet, const uint8_t *mac);

/* A frame to everybody that says who is here. */
struct uk_netbuf *make_hello(const uint8_t *mac);

#endif
