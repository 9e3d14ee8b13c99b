/* For LD_PRELOAD: counts the calls that write below a folder, and lets the n-th of them fail or be the process's last.
 *
 * A program arms it by faults_arm() and forks; the count and the list of calls lie in memory that both share, so they
 * outlive a child that was killed. What a child executes is not armed. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* Without 64-bit names of their own on a system, these are the plain calls. */
#define REAL(name) ((__typeof__(&name))found(#name))
#define LIST (1 << 20)

/* How the n-th call ends. */
enum {
  ONCE,    /* it fails with the error */
  FULL,    /* the disk is full from here on: a write writes half, then all that needs room fails */
  BROKEN,  /* it and every later call fail with the error */
  KILLED,  /* the process dies before it */
  TORN,    /* the process dies in the middle of it, if it is a write, else before it */
};

static struct shared {
  long calls;
  char list[LIST]; /* a line "call path" for each */
  size_t length;
} *shared;

static char folder[PATH_MAX];
static long at;
static int how, error;

static void *found(const char *name) {
  void *real = dlsym(RTLD_NEXT, name);
  if (!real) {
    fprintf(stderr, "shim: there is no %s\n", name);
    abort();
  }
  return real;
}

/* --- for the program that arms it ---------------------------------------------------------------- */

void faults_arm(const char *below, long number, int manner, int with) {
  if (!shared)
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared->calls = 0;
  shared->length = 0;
  shared->list[0] = 0;
  at = number;
  how = manner;
  error = with;
  snprintf(folder, sizeof folder, "%s", below);
}

long faults_calls(void) { return shared->calls; }

const char *faults_list(void) { return shared->list; }

/* --- what a call meets --------------------------------------------------------------------------- */

enum { GOES_ON, FAILS, HALF };

static int below(const char *path) {
  size_t length = strlen(folder);
  return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int absolute(int directory, const char *path, char *whole) {
  char link[64], base[PATH_MAX];
  if (path[0] == '/') {
    snprintf(whole, PATH_MAX, "%s", path);
    return 1;
  }
  if (directory == AT_FDCWD)
    snprintf(link, sizeof link, "/proc/self/cwd");
  else
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
  ssize_t length = readlink(link, base, sizeof base - 1);
  if (length < 0)
    return 0;
  base[length] = 0;
  return snprintf(whole, PATH_MAX, path[0] ? "%s/%s" : "%s", base, path) < PATH_MAX;
}

static void note(const char *call, const char *path) {
  size_t room = LIST - shared->length;
  int length = snprintf(shared->list + shared->length, room, "%s %s\n", call, path + strlen(folder));
  shared->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* ``room``: it needs room on the disk. */
static int meets(const char *call, int directory, const char *path, int room) {
  char whole[PATH_MAX];
  int before = errno;
  if (!folder[0] || !absolute(directory, path, whole) || !below(whole)) {
    errno = before;
    return GOES_ON;
  }
  long number = __atomic_add_fetch(&shared->calls, 1, __ATOMIC_SEQ_CST);
  note(call, whole);
  errno = before;
  int writes = strstr(call, "write") || !strncmp(call, "sendfile", 8) || !strncmp(call, "copy", 4);
  if (!at || number < at || (number > at && how != FULL && how != BROKEN))
    return GOES_ON;
  if (how == KILLED || (how == TORN && !writes))
    raise(SIGKILL);
  if (how == TORN || (how == FULL && writes && number == at))
    return HALF;
  if (how == FULL && !room)
    return GOES_ON;
  errno = error;
  return FAILS;
}

static int meets_file(const char *call, int file, int room) { return meets(call, file, "", room); }

/* Making what is there and removing what is not fail for that reason, before anything is written. */
static int stands(int directory, const char *path) {
  struct stat there;
  int before = errno, stands = folder[0] && !fstatat(directory, path, &there, AT_SYMLINK_NOFOLLOW);
  errno = before;
  return stands;
}

static int makes(const char *call, int directory, const char *path) {
  return stands(directory, path) ? GOES_ON : meets(call, directory, path, 1);
}

static int removes(const char *call, int directory, const char *path) {
  return stands(directory, path) ? meets(call, directory, path, 0) : GOES_ON;
}

static ssize_t halved(ssize_t done) {
  if (how == TORN)
    raise(SIGKILL);
  return done;
}

/* --- writing ------------------------------------------------------------------------------------- */

#define WRITES(call, file, count, whole, half) \
  switch (meets_file(call, file, 1)) {         \
  case FAILS:                                  \
    return -1;                                 \
  case HALF:                                   \
    if ((count) > 1)                           \
      return halved(half);                     \
    if (how == TORN)                           \
      raise(SIGKILL);                          \
    errno = error;                             \
    return -1;                                 \
  default:                                     \
    return whole;                              \
  }

ssize_t write(int file, const void *data, size_t count) {
  WRITES("write", file, count, REAL(write)(file, data, count), REAL(write)(file, data, count / 2))
}

ssize_t pwrite(int file, const void *data, size_t count, off_t offset) {
  WRITES("pwrite", file, count, REAL(pwrite)(file, data, count, offset),
         REAL(pwrite)(file, data, count / 2, offset))
}

ssize_t pwrite64(int file, const void *data, size_t count, off64_t offset) {
  WRITES("pwrite64", file, count, REAL(pwrite64)(file, data, count, offset),
         REAL(pwrite64)(file, data, count / 2, offset))
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  WRITES("writev", file, count, REAL(writev)(file, parts, count), REAL(writev)(file, parts, count / 2))
}

ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  WRITES("sendfile", out, count, REAL(sendfile)(out, in, offset, count), REAL(sendfile)(out, in, offset, 100))
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) {
  WRITES("sendfile64", out, count, REAL(sendfile64)(out, in, offset, count),
         REAL(sendfile64)(out, in, offset, 100))
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
  WRITES("copy_file_range", out, count, REAL(copy_file_range)(in, from, out, to, count, flags),
         REAL(copy_file_range)(in, from, out, to, 100, flags))
}

/* --- all else ------------------------------------------------------------------------------------ */

#define UNLESS(fails, real) return (fails) == GOES_ON ? (real) : -1;

/* Nobody pulls the plug here, so below the folder nothing is waited for. */
static int syncs(const char *call, int file, int (*real)(int)) {
  long before = shared ? shared->calls : 0;
  if (meets_file(call, file, 0) != GOES_ON)
    return -1;
  return shared && shared->calls > before ? 0 : real(file);
}

int fsync(int file) { return syncs("fsync", file, REAL(fsync)); }

int fdatasync(int file) { return syncs("fdatasync", file, REAL(fdatasync)); }

int ftruncate(int file, off_t size) { UNLESS(meets_file("ftruncate", file, 0), REAL(ftruncate)(file, size)) }

int ftruncate64(int file, off64_t size) {
  UNLESS(meets_file("ftruncate64", file, 0), REAL(ftruncate64)(file, size))
}

int truncate64(const char *path, off64_t size) {
  UNLESS(meets("truncate64", AT_FDCWD, path, 0), REAL(truncate64)(path, size))
}

/* Returns its error, and leaves errno. */
int posix_fallocate64(int file, off64_t offset, off64_t size) {
  return meets_file("fallocate", file, 1) == GOES_ON ? REAL(posix_fallocate64)(file, offset, size) : error;
}

int rename(const char *from, const char *to) {
  UNLESS(meets("rename", AT_FDCWD, to, 0), REAL(rename)(from, to))
}

int renameat(int there, const char *from, int here, const char *to) {
  UNLESS(meets("renameat", here, to, 0), REAL(renameat)(there, from, here, to))
}

int link(const char *from, const char *to) { UNLESS(makes("link", AT_FDCWD, to), REAL(link)(from, to)) }

int linkat(int there, const char *from, int here, const char *to, int flags) {
  UNLESS(makes("linkat", here, to), REAL(linkat)(there, from, here, to, flags))
}

int symlink(const char *what, const char *path) {
  UNLESS(makes("symlink", AT_FDCWD, path), REAL(symlink)(what, path))
}

int mkdir(const char *path, mode_t mode) {
  UNLESS(makes("mkdir", AT_FDCWD, path), REAL(mkdir)(path, mode))
}

int mkdirat(int directory, const char *path, mode_t mode) {
  UNLESS(makes("mkdirat", directory, path), REAL(mkdirat)(directory, path, mode))
}

int unlink(const char *path) { UNLESS(removes("unlink", AT_FDCWD, path), REAL(unlink)(path)) }

int unlinkat(int directory, const char *path, int flags) {
  UNLESS(removes("unlinkat", directory, path), REAL(unlinkat)(directory, path, flags))
}

int rmdir(const char *path) { UNLESS(removes("rmdir", AT_FDCWD, path), REAL(rmdir)(path)) }

int chmod(const char *path, mode_t mode) {
  UNLESS(meets("chmod", AT_FDCWD, path, 0), REAL(chmod)(path, mode))
}

int fchmod(int file, mode_t mode) { UNLESS(meets_file("fchmod", file, 0), REAL(fchmod)(file, mode)) }

int fchmodat(int directory, const char *path, mode_t mode, int flags) {
  UNLESS(meets("fchmodat", directory, path, 0), REAL(fchmodat)(directory, path, mode, flags))
}

/* Only of a file that was written to; it is closed all the same, as Linux does it. */
int close(int file) {
  int flags = folder[0] ? fcntl(file, F_GETFL) : -1;
  int fails = GOES_ON;
  if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
    fails = meets_file("close", file, 0);
  int before = errno, closed = REAL(close)(file);
  if (fails == GOES_ON)
    return closed;
  errno = before;
  return -1;
}

/* Only where it makes a file or empties one. */
static int opens(const char *call, int directory, const char *path, int flags) {
  if (!(flags & (O_CREAT | O_TRUNC)))
    return GOES_ON;
  int exists = stands(directory, path);
  return exists && !(flags & O_TRUNC) ? GOES_ON : meets(call, directory, path, !exists);
}

#define MODE(flags)                        \
  mode_t mode = 0;                         \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list more;                          \
    va_start(more, flags);                 \
    mode = va_arg(more, mode_t);           \
    va_end(more);                          \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  UNLESS(opens("open", AT_FDCWD, path, flags), REAL(open)(path, flags, mode))
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  UNLESS(opens("open64", AT_FDCWD, path, flags), REAL(open64)(path, flags, mode))
}

int openat(int directory, const char *path, int flags, ...) {
  MODE(flags)
  UNLESS(opens("openat", directory, path, flags), REAL(openat)(directory, path, flags, mode))
}

int openat64(int directory, const char *path, int flags, ...) {
  MODE(flags)
  UNLESS(opens("openat64", directory, path, flags), REAL(openat64)(directory, path, flags, mode))
}
