/* A wall clock that a test sets: preloaded, it stands between a program and the system's clock. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long long now_ms = 0; /* 0: the system's own time */

void set_clock(long long ms) { now_ms = ms; }

int clock_gettime(clockid_t id, struct timespec *at) {
    if (id != CLOCK_REALTIME || now_ms == 0)
        return (int)syscall(SYS_clock_gettime, id, at);
    at->tv_sec = now_ms / 1000;
    at->tv_nsec = now_ms % 1000 * 1000000;
    return 0;
}
