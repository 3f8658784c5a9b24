/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer target: a stream of frames, each behind two bytes of length, and time that passes. */
#include <stddef.h>
#include <stdint.h>

#include <uk/netbuf.h>

#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int started;
	uint8_t frame[64];

	if (!started++) {
		harness_start();
		harness_inject(frame, harness_arp_reply(frame), sizeof(frame), 0);
	}
	while (size > 2) {
		size_t len = (size_t)(data[0] | data[1] << 8) % 2048;

		data += 2;
		size -= 2;
		len = len < size ? len : size;
		harness_inject(data, len, 256, UK_NETBUF_CHECKSUM_VALID);
		harness_drain();
		data += len;
		size -= len;
	}
	harness_advance(250);
	return 0;
}
