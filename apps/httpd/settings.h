/* SPDX-License-Identifier: BSD-3-Clause */
/* Limits of the server: from Kconfig in an image, the same defaults in a program for the host. */
#ifndef HTTPD_SETTINGS_H
#define HTTPD_SETTINGS_H

#ifndef CONFIG_APP_HTTPD_PORT
#define CONFIG_APP_HTTPD_PORT 8080
#endif
#ifndef CONFIG_APP_HTTPD_CONNECTIONS
#define CONFIG_APP_HTTPD_CONNECTIONS 1024
#endif
#ifndef CONFIG_APP_HTTPD_HEAD_MAX
#define CONFIG_APP_HTTPD_HEAD_MAX 8192
#endif
#ifndef CONFIG_APP_HTTPD_REQUEST_SECONDS
#define CONFIG_APP_HTTPD_REQUEST_SECONDS 10
#endif
#ifndef CONFIG_APP_HTTPD_IDLE_SECONDS
#define CONFIG_APP_HTTPD_IDLE_SECONDS 15
#endif

enum {
	/* A request line and its header fields, in bytes. */
	HTTPD_HEAD_MAX = CONFIG_APP_HTTPD_HEAD_MAX,
	/* A request body that is read and thrown away; a longer one is refused. */
	HTTPD_BODY_MAX = 65536,
	/* A decoded path; embed.py refuses files whose path is longer. */
	HTTPD_PATH_MAX = 255,
};

#endif
