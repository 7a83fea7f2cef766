/* Addresses and tuples as they are in events, as JSON text. */
#include "expect.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Bytes as JSON text, in one of eight buffers used in turn. */
static inline const char *json(const void *bytes, size_t len)
{
	static char texts[8][2048];
	static int turn;
	char *text = texts[turn++ % 8], *at = text;

	*at++ = '"';
	for (size_t i = 0; i < len; i++)
		at += sprintf(at, "\\u%04x", ((const unsigned char *)bytes)[i]);
	strcpy(at, "\"");
	return text;
}

/* Appends address and port in host byte order; returns the number of bytes. */
static inline size_t put_end(char *to, const struct sockaddr_storage *end)
{
	const struct sockaddr_in *v4 = (const void *)end;
	const struct sockaddr_in6 *v6 = (const void *)end;
	size_t width = end->ss_family == AF_INET ? 4 : 16;
	unsigned short port = ntohs(end->ss_family == AF_INET ? v4->sin_port : v6->sin6_port);

	memcpy(to, end->ss_family == AF_INET ? (const void *)&v4->sin_addr : (const void *)&v6->sin6_addr,
	       width);
	memcpy(to + width, &port, sizeof(port));
	return width + sizeof(port);
}

static inline const char *address(const struct sockaddr_storage *end)
{
	char bytes[64] = {(char)end->ss_family};

	return json(bytes, 1 + put_end(bytes + 1, end));
}

static inline const char *tuple(const struct sockaddr_storage *from, const struct sockaddr_storage *to)
{
	char bytes[64] = {(char)from->ss_family};
	size_t len = 1 + put_end(bytes + 1, from);

	return json(bytes, len + put_end(bytes + len, to));
}

static inline socklen_t family_size(int family)
{
	return family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

/* The loopback address of a family with a port; 0: any. */
static inline struct sockaddr_storage loopback(int family, int port)
{
	struct sockaddr_storage end = {.ss_family = family};

	if (family == AF_INET)
		*(struct sockaddr_in *)&end =
			(struct sockaddr_in){AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {}};
	else
		*(struct sockaddr_in6 *)&end =
			(struct sockaddr_in6){AF_INET6, htons(port), 0, in6addr_loopback, 0};
	return end;
}

static inline struct sockaddr_storage own_end(int fd)
{
	struct sockaddr_storage end = {};
	socklen_t len = sizeof(end);

	getsockname(fd, (struct sockaddr *)&end, &len);
	return end;
}
