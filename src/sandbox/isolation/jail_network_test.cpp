/// What programs in real jails reach, and what they do not: sockets of the jails, and of a network namespace of the test's own.
#include <algorithm>
#include <arpa/inet.h>
#include <fstream>
#include <gmock/gmock.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/isolation/init/ipv4_address.h"
#include "sandbox/isolation/test_jail.h"

namespace eni::sandbox::isolation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Says "PORT BYTES" for a connection that it takes.
Task<void> serve_once(net::EventLoop& loop, Jail& jail, Outcome& outcome) {
  JailSockets sockets = jail.take_sockets();
  for (net::Descriptor& socket : sockets.listeners) {
    std::thread{[listener = socket.release()] {
      pollfd waits{listener, POLLIN, 0};
      poll(&waits, 1, 10'000);
      const int connection = accept(listener, nullptr, nullptr);
      (void)!write(connection, "from outside\n", 13);
      close(connection);
      close(listener);
    }}.detach();
  }
  auto running = run_program(loop, jail,
                             {{"/bin/bash", "-c",
                               "cat < /dev/tcp/169.254.169.254/80; cat < /dev/tcp/127.0.0.1/9001;"
                               "(cat < /dev/tcp/192.0.2.1/80) 2>&1 | grep -o 'unreachable' | head -1"},
                              {{"PATH", "/usr/bin:/bin"}},
                              "/"});
  outcome.end = co_await std::move(running);
}

TEST_F(JailTest, ReachesTheListenersOfTheSandboxOnly) {
  Layout layout = machine_programs();
  layout.addresses = {"169.254.169.254"};
  layout.listeners = {{"169.254.169.254", 80}, {"127.0.0.1", 9001}};
  EXPECT_THAT(converse(std::move(layout), serve_once).lines,
              ElementsAre("from outside", "from outside", "unreachable"));
}

/// A network namespace with 192.0.2.1 and a server on it, for a process of this test alone.
bool enter_test_network() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  std::ofstream{"/proc/self/setgroups"} << "deny";
  std::ofstream{"/proc/self/uid_map"} << "0 " << user << " 1";
  std::ofstream{"/proc/self/gid_map"} << "0 " << group << " 1";
  return std::system("ip link set lo up && ip address add 192.0.2.1/32 dev lo") == 0;
}

int bound(int type, const char* address, std::uint16_t port) {
  const int server = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const sockaddr_in name = init::ipv4_address(address, port);
  if (bind(server, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return -1;
  return type == SOCK_STREAM && listen(server, 64) != 0 ? -1 : server;
}

/// Says hello to everybody.
void greet(int server) {
  std::thread{[server] {
    for (;;) {
      const int connection = accept(server, nullptr, nullptr);
      (void)!write(connection, "hello\n", 6);
      close(connection);
    }
  }}.detach();
}

/// A name server: "re: QUERY".
void answer_queries(int server) {
  std::thread{[server] {
    for (;;) {
      char query[512];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t length =
          recvfrom(server, query, sizeof query, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (length < 0) return;
      const std::string answer = "re: " + std::string(query, static_cast<std::size_t>(length));
      sendto(server, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
    }
  }}.detach();
}

bool is_readable(int socket) {
  pollfd asked{socket, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

std::string said_by(Layout layout, const std::string& script) {
  const Outcome outcome = converse(std::move(layout), [&](net::EventLoop& loop, Jail& jail, Outcome& out) {
    return run_script(loop, jail, out, "exec 2>&1\n" + script);
  });
  return join(outcome.lines, "\n") + outcome.error;
}

bool says_all(const std::string& said, const std::vector<std::string_view>& texts) {
  bool all = true;
  for (const std::string_view text : texts) {
    if (said.find(text) != std::string::npos) continue;
    std::fprintf(stderr, "not said: %s\nsaid: %s\n", std::string(text).c_str(), said.c_str());
    all = false;
  }
  return all;
}

/// As the exit code of a process of its own: 77 where there is no network for it.
int run_in_test_network(int (*test)()) {
  const pid_t child = fork();
  if (child == 0) _exit(enter_test_network() ? test() : 77);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr const char* kNoTestNetwork =
    "no network namespace for the test: iproute2 is not installed, or not allowed";

int reach_other_networks() {
  greet(bound(SOCK_STREAM, "192.0.2.1", 80));
  answer_queries(bound(SOCK_DGRAM, "192.0.2.1", 53));
  answer_queries(bound(SOCK_DGRAM, "127.0.0.53", 53));
  greet(bound(SOCK_STREAM, "127.0.0.53", 53));
  Layout layout = machine_programs();
  layout.egress = Layout::Egress::kBrokered;
  layout.name_servers = {"192.0.2.1", "127.0.0.53"};
  const std::string said = said_by(std::move(layout), R"(/bin/bash -c '
cat < /dev/tcp/192.0.2.1/80; cat < /dev/tcp/192.0.2.1/81; cat < /dev/tcp/127.0.0.1/80
cat < /dev/tcp/169.254.169.254/80'
exec python3 - <<END
import select, socket
s = socket.socket(); s.setblocking(False); print(s.connect_ex(("192.0.2.1", 80)))
select.select([], [s], []); print("again", s.connect_ex(("192.0.2.1", 80)), s.connect_ex(("192.0.2.1", 80)))
select.select([s], [], []); print(s.recv(9))
n = socket.create_connection(("127.0.0.53", 53)); print("names", n.recv(9))
def datagrams(): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for server in "192.0.2.1", "127.0.0.53":
    u = datagrams(); u.connect((server, 53))
    u.send(b"A"); print(server, u.recv(99)); u.send(b"AAAA"); print(server, u.recv(99))
    v = datagrams(); v.sendto(b"B", (server, 53)); print("from", v.recvfrom(99))
print("other datagrams", datagrams().connect_ex(("198.18.0.1", 123)))
l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen(); c = socket.create_connection(l.getsockname())
c.send(b"in"); print("inside", l.accept()[0].recv(9))
import os; os.chdir("/tmp")
for name in "/tmp/u", "v", chr(0) + "abstract":
    l = socket.socket(socket.AF_UNIX); l.bind(name); l.listen(); c = socket.socket(socket.AF_UNIX); c.connect(name)
    c.send(b"x"); print("unix", name.strip(chr(0)), l.accept()[0].recv(9))
print("no unix", socket.socket(socket.AF_UNIX).connect_ex("/tmp/none"))
l = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); l.bind("/tmp/d"); c = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
c.connect("/tmp/d"); c.send(b"log"); print("unix datagram", l.recv(9))
try: socket.socket(socket.AF_VSOCK)
except OSError as e: print("vsock", e.errno)
END)");
  return says_all(said, {"hello\n",
                         "192.0.2.1/81: Connection refused",
                         "127.0.0.1/80: Connection refused",
                         "169.254.169.254/80: Network is unreachable",
                         "again 0 106",
                         "b'hello\\n'",
                         "names b'hello\\n'",
                         "192.0.2.1 b're: A'",
                         "192.0.2.1 b're: AAAA'",
                         "from (b're: B', ('192.0.2.1', 53))",
                         "127.0.0.53 b're: A'",
                         "from (b're: B', ('127.0.0.53', 53))",
                         "other datagrams 101",
                         "inside b'in'",
                         "unix /tmp/u b'x'",
                         "unix v b'x'",
                         "unix abstract b'x'",
                         "no unix 2",
                         "unix datagram b'log'",
                         "vsock 97"})
             ? 0
             : 1;
}

TEST_F(JailTest, ReachesOtherNetworksByConnectionsThatTheSandboxMakes) {
  const int code = run_in_test_network(reach_other_networks);
  if (code == 77) GTEST_SKIP() << kNoTestNetwork;
  EXPECT_EQ(code, 0);
}

/// Uses sockets that the sandbox has put in to reach what is on the machine's loopback, in all ways that there are.
int reach_for_the_loopback() {
  // Connections to this network stay under way: nobody answers.
  if (std::system("ip route add 198.51.100.0/24 dev lo") != 0) return 77;
  greet(bound(SOCK_STREAM, "192.0.2.1", 80));
  answer_queries(bound(SOCK_DGRAM, "192.0.2.1", 53));
  const int stream = bound(SOCK_STREAM, "127.0.0.1", 8080);
  const int datagrams = bound(SOCK_DGRAM, "127.0.0.1", 5353);
  Layout layout = machine_programs();
  layout.egress = Layout::Egress::kBrokered;
  layout.name_servers = {"192.0.2.1"};
  const std::string said = said_by(std::move(layout), R"(exec python3 - <<END
import ctypes, os, socket, threading, time
libc = ctypes.CDLL(None, use_errno=True)
HERE, FAST_OPEN = ("127.0.0.1", 8080), 0x20000000
def tell(what, act):
    try: print(what, act())
    except OSError as error: print(what, error.errno)
def put_in():
    s = socket.socket(); s.connect(("192.0.2.1", 80)); return s
def given_up():  # In the machine's network, and free to connect again.
    s = socket.socket(); s.setblocking(False); s.connect_ex(("198.51.100.9", 80)); s.shutdown(socket.SHUT_RDWR); return s
s = put_in()
print("unspec", libc.connect(s.fileno(), bytes(16), 16), "again", s.connect_ex(HERE))
tell("listen", s.listen)
tell("given up", lambda: given_up().connect_ex(HERE))
tell("listen given up", lambda: given_up().listen())
tell("sendto", lambda: given_up().sendto(b"x", FAST_OPEN, HERE))
tell("sendmsg", lambda: given_up().sendmsg([b"x"], [], FAST_OPEN, HERE))
class Message(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("size", ctypes.c_uint32), ("rest", ctypes.c_uint64 * 6)]
inet = (2).to_bytes(2, "little") + (8080).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
print("sendmmsg", libc.sendmmsg(given_up().fileno(), ctypes.byref(Message(inet, 16)), 1, FAST_OPEN), ctypes.get_errno())
for protocol in 0, 136, 1:  # UDP, UDP-Lite, ICMP
    try: u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, protocol)
    except OSError: continue
    for target in ("192.0.2.1", 53), ("192.0.2.1", 9):
        u.connect_ex(target)
        for act in lambda: u.sendto(b"x", ("127.0.0.1", 5353)), lambda: u.sendmsg([b"x"], [], 0, ("127.0.0.1", 5353)):
            try: act()
            except OSError: pass
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print("resolver", u.connect_ex(("192.0.2.1", 53)), u.connect_ex(("198.51.100.9", 5353)))
tell("sent", lambda: u.send(b"x"))
try:
    t = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132); t.setblocking(False)  # SCTP
    print("sctp", t.connect_ex(("192.0.2.1", 80)))
except OSError: print("sctp 101")
# While the sandbox looks at a Unix socket, the program puts another one in its place.
unix = socket.socket(socket.AF_UNIX); slot = os.dup(unix.fileno()); outside = given_up()
text = ctypes.create_string_buffer(16); ends = time.monotonic() + 1.5
def swap():
    while time.monotonic() < ends:
        libc.dup2(unix.fileno(), slot); ctypes.memmove(text, b"\1\0/tmp/none\0\0\0\0\0", 16)
        ctypes.memmove(text, inet, 16); libc.dup2(outside.fileno(), slot)
threading.Thread(target=swap).start()
while time.monotonic() < ends: libc.connect(slot, text, 16)
print("the end")
END)");
  if (!says_all(said, {"unspec -1 again 101", "listen 1\n", "given up 101", "listen given up 1", "sendto 95",
                       "sendmsg 95", "sendmmsg -1 95", "resolver 0 0", "sent 89", "sctp 101", "the end"}))
    return 1;
  return is_readable(stream) ? 2 : is_readable(datagrams) ? 3 : 0;
}

TEST_F(JailTest, ReachesNothingOfTheMachinesLoopbackWithSocketsThatWerePutIn) {
  const int code = run_in_test_network(reach_for_the_loopback);
  if (code == 77) GTEST_SKIP() << kNoTestNetwork;
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace eni::sandbox::isolation
