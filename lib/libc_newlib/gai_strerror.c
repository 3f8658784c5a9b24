/* SPDX-License-Identifier: BSD-3-Clause */
/* What the errors of getaddrinfo() mean. */
#include <netdb.h>

#include <uk/base.h>

UK_API const char *gai_strerror(int error)
{
	switch (error) {
	case 0:
		return "Success";
	case EAI_BADFLAGS:
		return "Bad flags";
	case EAI_NONAME:
		return "Name or service not known";
	case EAI_AGAIN:
		return "No answer from a name server";
	case EAI_FAIL:
		return "Name resolution failed";
	case EAI_FAMILY:
		return "Address family not supported";
	case EAI_SOCKTYPE:
		return "Socket type not supported";
	case EAI_SERVICE:
		return "Service not known for this socket type";
	case EAI_MEMORY:
		return "Out of memory";
	case EAI_SYSTEM:
		return "System error";
	case EAI_OVERFLOW:
		return "Buffer too small";
	default:
		return "Unknown error";
	}
}
