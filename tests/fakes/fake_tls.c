/* SPDX-License-Identifier: BSD-3-Clause */
/* What a link script defines: here an image without thread-local variables. */
__asm__(".data\n"
	".weak uk_tls_start, uk_tls_data_end, uk_tls_end\n"
	"uk_tls_start:\n"
	"uk_tls_data_end:\n"
	"uk_tls_end:\n"
	".text\n");
