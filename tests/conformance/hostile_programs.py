"""Programs of test_containers_hostile.py that a shell cannot be: C, made static on the spot, as files of an image."""
import functools
import pathlib
import subprocess
import tempfile

# System calls that Docker's filter, or missing capabilities, keep from containers. Prints the names of those that went through.
SYSTEM_CALLS = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
static char page[4096];
static void attempt(const char* name, long result) {
  if (result >= 0) printf("%s\n", name);
}
int main(void) {
  struct timeval now = {0, 0};
  attempt("add_key", syscall(SYS_add_key, "user", "eni", "x", 1, -3));
  attempt("keyctl", syscall(SYS_keyctl, 0, -3, 0));
  attempt("request_key", syscall(SYS_request_key, "user", "eni", 0, 0));
  attempt("bpf", syscall(SYS_bpf, 0, page, 72));
  attempt("perf_event_open", syscall(SYS_perf_event_open, page, 0, -1, -1, 0));
  attempt("userfaultfd", syscall(SYS_userfaultfd, 0));
  attempt("io_uring_setup", syscall(SYS_io_uring_setup, 1, page));
  attempt("init_module", syscall(SYS_init_module, page, 1, ""));
  attempt("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0));
  attempt("mount", syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, ""));
  attempt("umount2", syscall(SYS_umount2, "/proc/sys", 2));
  attempt("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1));
  attempt("pivot_root", syscall(SYS_pivot_root, ".", "."));
  attempt("setns", syscall(SYS_setns, open("/proc/1/ns/mnt", O_RDONLY), 0));
  attempt("unshare user", syscall(SYS_unshare, CLONE_NEWUSER));
  attempt("unshare mount", syscall(SYS_unshare, CLONE_NEWNS));
  attempt("open_by_handle_at", syscall(SYS_open_by_handle_at, open("/", O_RDONLY), page, O_RDONLY));
  attempt("name_to_handle_at", syscall(SYS_name_to_handle_at, AT_FDCWD, "/proc/1/root", page, page + 2048, 0));
  attempt("iopl", syscall(SYS_iopl, 3));
  attempt("ioperm", syscall(SYS_ioperm, 0x70, 1, 1));
  attempt("swapon", syscall(SYS_swapon, "/tmp", 0));
  attempt("settimeofday", syscall(SYS_settimeofday, &now, 0));
  attempt("sethostname", syscall(SYS_sethostname, "eni", 3));
  attempt("acct", syscall(SYS_acct, "/tmp/acct"));
  attempt("quotactl", syscall(SYS_quotactl, 0, "/", 0, page));
  attempt("lookup_dcookie", syscall(SYS_lookup_dcookie, 0L, page, 4096));
  attempt("move_pages", syscall(SYS_move_pages, 0, 0, 0, 0, 0, 0));
  attempt("syslog", syscall(SYS_syslog, 3, page, 4096));
  printf("done %ld\n", syscall(SYS_getpid) > 0 ? 1L : 0L);
  return 0;
}
"""

# scan ADDRESS...: "ADDRESS:PORT" for each TCP port that lets it in, of all of them.
SCAN = r"""
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
enum { kBatch = 512, kPatience = 3000 };
static void scan(const char* address, int first) {
  struct pollfd sockets[kBatch];
  int open = 0;
  for (int at = 0; at < kBatch; ++at) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(first + at)};
    inet_pton(AF_INET, address, &to.sin_addr);
    sockets[at].fd = first + at > 65535 || first + at == 0 ? -1 : socket(AF_INET, SOCK_STREAM, 0);
    sockets[at].events = POLLOUT;
    if (sockets[at].fd < 0) continue;
    fcntl(sockets[at].fd, F_SETFL, O_NONBLOCK);
    connect(sockets[at].fd, (struct sockaddr*)&to, sizeof to);
    ++open;
  }
  while (open > 0 && poll(sockets, kBatch, kPatience) > 0)
    for (int at = 0; at < kBatch; ++at) {
      if (sockets[at].fd < 0 || sockets[at].revents == 0) continue;
      int error = 1;
      socklen_t size = sizeof error;
      getsockopt(sockets[at].fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error == 0) printf("%s:%d\n", address, first + at);
      close(sockets[at].fd);
      sockets[at].fd = -1;
      --open;
    }
  for (int at = 0; at < kBatch; ++at)
    if (sockets[at].fd >= 0) close(sockets[at].fd);
}
int main(int count, char** arguments) {
  for (int at = 1; at < count; ++at)
    for (int first = 0; first < 65536; first += kBatch) scan(arguments[at], first);
  puts("done");
  return 0;
}
"""

# flood ADDRESS PORT CONNECTIONS BYTES TEXT: opens them, sends the text on each and then so many bytes, says how many were taken, and
# keeps them open. It reads nothing.
FLOOD = r"""
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
enum { kMost = 1000, kPatience = 3000 };
static char piece[65536];
int main(int count, char** arguments) {
  if (count != 6) return 2;
  signal(SIGPIPE, SIG_IGN);
  const int connections = atoi(arguments[3]);
  long left[kMost];
  struct pollfd sockets[kMost];
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[2]))};
  inet_pton(AF_INET, arguments[1], &to.sin_addr);
  for (int at = 0; at < connections; ++at) {
    sockets[at].fd = socket(AF_INET, SOCK_STREAM, 0);
    sockets[at].events = POLLOUT;
    left[at] = atol(arguments[4]);
    if (connect(sockets[at].fd, (struct sockaddr*)&to, sizeof to) != 0) return perror("connect"), 1;
    send(sockets[at].fd, arguments[5], strlen(arguments[5]), MSG_NOSIGNAL);
    fcntl(sockets[at].fd, F_SETFL, O_NONBLOCK);
  }
  long sent = 0;
  while (poll(sockets, connections, kPatience) > 0)
    for (int at = 0; at < connections; ++at) {
      if (sockets[at].fd < 0 || sockets[at].revents == 0) continue;
      const long size = left[at] == 0 ? 0 : write(sockets[at].fd, piece, left[at] < 65536 ? left[at] : 65536);
      if (size > 0) { left[at] -= size; sent += size; continue; }
      if (size < 0 && errno == EAGAIN) continue;
      sockets[at].fd = -1 - sockets[at].fd;  /* It stays open, and is not asked again. */
    }
  printf("%d connections, %ld bytes\n", connections, sent);
  fflush(stdout);
  for (;;) pause();
}
"""

# Waits for others that run in the container and tries to write into their programs' files (CVE-2019-5736).
OVERWRITE = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
  for (long seen = 0;;) {
    DIR* all = opendir("/proc");
    for (struct dirent* one = readdir(all); one; one = readdir(all)) {
      if (atoi(one->d_name) <= 1) continue;
      char path[64], name[4096] = "", again[64];
      snprintf(path, sizeof path, "/proc/%s/exe", one->d_name);
      if (readlink(path, name, sizeof name - 1) < 0 || strstr(name, "busybox") || strstr(name, "overwrite")) continue;
      const int file = open(path, O_PATH);
      if (file < 0) continue;
      snprintf(again, sizeof again, "/proc/self/fd/%d", file);
      for (int attempt = 0; attempt < 200; ++attempt) {
        const int writable = open(again, O_WRONLY);
        if (writable >= 0 && write(writable, "#!/bad\n", 7) == 7) printf("overwritten %s\n", name), fflush(stdout);
        if (writable >= 0) close(writable);
      }
      if (seen++ == 0) printf("seen %s\n", name), fflush(stdout);
      close(file);
    }
    closedir(all);
  }
}
"""


@functools.lru_cache(maxsize=None)
def compiled(source):
    """A static program, by the compiler that builds the project."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program"
        done = subprocess.run(["gcc", "-x", "c", "-O1", "-static", "-o", str(program), "-"], input=source, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
        return program.read_bytes()
