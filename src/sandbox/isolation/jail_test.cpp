/// Programs in real jails, as this user; and, as root, as an ordinary user as well. Where the kernel allows no namespaces the
/// tests say so and are skipped. What they connect to are sockets of the jails and of a network namespace of their own.
#include "sandbox/isolation/jail.h"

#include <arpa/inet.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/isolation/tool_connection.h"

namespace eni::sandbox::isolation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Outcome {
  std::vector<std::string> lines;
  ProgramEnd end;
  std::string error;
  std::uint64_t peak_kib = 0;
};

using Conversation = std::function<Task<void>(net::EventLoop&, Jail&, Outcome&)>;

/// Makes a jail and lets `talk` use it.
Task<void> with_jail(net::EventLoop& loop, Jails& jails, Layout layout, Conversation talk, Outcome& outcome) {
  auto making =
      jails.make(std::move(layout), [&](std::string line) { outcome.lines.push_back(std::move(line)); });
  auto jail = co_await std::move(making);
  if (jail) {
    (*jail)->watch_memory(true);
    auto talking = talk(loop, **jail, outcome);
    co_await std::move(talking);
    outcome.peak_kib = (*jail)->peak_memory_kib();
  } else {
    outcome.error = jail.error().message + "; " + jail.error().hint;
  }
  loop.stop();
}

Task<ProgramEnd> run_program(net::EventLoop& loop, Jail& jail, Program program) {
  Channel<ProgramEnd> ends{loop};
  jail.start(program, [&](ProgramEnd end) { ends.push(end); });
  co_return co_await ends.pop();
}

Program shell(std::string script) {
  return {{"/bin/sh", "-c", std::move(script)}, {{"PATH", "/usr/bin:/bin"}}, "/"};
}

Outcome converse(Layout layout, Conversation talk) {
  net::EventLoop loop;
  const auto jails = make_jails(loop);
  Outcome outcome;
  TaskGroup tasks;
  loop.post([&] { tasks.spawn(with_jail(loop, *jails, std::move(layout), std::move(talk), outcome)); });
  loop.run();
  return outcome;
}

/// The program that the test's script runs in, as a coroutine of its own: a lambda's captures would not outlive its call.
Task<void> run_script(net::EventLoop& loop, Jail& jail, Outcome& outcome, std::string script) {
  auto running = run_program(loop, jail, shell(std::move(script)));
  outcome.end = co_await std::move(running);
}

Outcome run(Layout layout, const std::string& script) {
  return converse(std::move(layout), [script](net::EventLoop& loop, Jail& jail, Outcome& outcome) {
    return run_script(loop, jail, outcome, script);
  });
}

bool jails_are_possible() {
  static const std::string reason = run(machine_programs(), "true").error;
  if (!reason.empty()) std::fprintf(stderr, "no jails here: %s\n", reason.c_str());
  return reason.empty();
}

class JailTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!jails_are_possible()) GTEST_SKIP() << "the kernel allows no jails to this user";
  }
};

// ---- programs and their ends ---------------------------------------------------------------------------------

TEST_F(JailTest, RunsAProgram) {
  const Outcome outcome = run(machine_programs(), "echo hello; echo error >&2; id -u; hostname; pwd; exit 3");
  EXPECT_THAT(outcome.lines, ElementsAre("hello", "error", "0", "localhost", "/"));
  EXPECT_EQ(outcome.end.exit_code, 3);
  EXPECT_EQ(outcome.end.signal, 0);
}

TEST_F(JailTest, SaysHowAProgramEnded) {
  EXPECT_EQ(run(machine_programs(), "kill -SEGV $$").end.signal, SIGSEGV);
  const Outcome none =
      converse(machine_programs(), [](net::EventLoop& loop, Jail& jail, Outcome& outcome) -> Task<void> {
        auto running = run_program(loop, jail, {{"/no/such/program"}, {}, "/"});
        outcome.end = co_await std::move(running);
      });
  EXPECT_EQ(none.end.start_error, ENOENT);
}

TEST_F(JailTest, RunsProgramsOneAfterAnotherOnTheSameFiles) {
  Layout layout = machine_programs();
  layout.root = Layout::Root::kWritable;
  const Outcome outcome =
      converse(std::move(layout), [](net::EventLoop& loop, Jail& jail, Outcome& out) -> Task<void> {
        auto writing = jail.write_file({"/etc/ecs/ecs.config", "ECS_CLUSTER=web\n", 0600}, false);
        const Result<void> written = co_await std::move(writing);
        EXPECT_TRUE(written.has_value());
        auto first =
            run_program(loop, jail, shell("echo A=b >> /etc/ecs/ecs.config; stat -c %a /etc/ecs/ecs.config"));
        co_await std::move(first);
        auto second = run_program(loop, jail, shell("wc -l < /etc/ecs/ecs.config"));
        co_await std::move(second);
        auto reading = jail.read_file("/etc/ecs/ecs.config", 1000);
        const auto content = co_await std::move(reading);
        out.lines.push_back(content ? *content : content.error().message);
        auto missing = jail.read_file("/etc/none", 1000);
        const auto none = co_await std::move(missing);
        out.lines.push_back(none.error().message);
      });
  EXPECT_THAT(outcome.lines,
              ElementsAre("600", "2", "ECS_CLUSTER=web\nA=b\n", "/etc/none: No such file or directory"));
}

// ---- what programs see -------------------------------------------------------------------------------------------

TEST_F(JailTest, ShowsNothingOfTheMachinesUsersAndProcesses) {
  const std::string secret = testing::TempDir() + "jail-test-secret";
  std::ofstream{secret} << "a secret\n";
  ::setenv("JAIL_TEST_SECRET", "a secret", 1);
  const std::string script =
      "cd /; ls -d home/* root/.??* tmp/* var/tmp/* run/* mnt/* media/* sys/* 2>/dev/null | grep -v "
      "run/lock\n"
      "cat " +
      secret +
      " 2>/dev/null; env | grep SECRET\n"
      "cat /proc/1/environ /proc/1/mem /proc/1/maps /etc/shadow 2>/dev/null\n"
      "ls -l /proc/1/fd 2>/dev/null | grep -v total; readlink /proc/1/root\n"
      "cat /proc/[0-9]*/comm | grep -vx -e jail-init -e sh -e cat -e grep; ls /dev";
  const Outcome outcome = run(machine_programs(), script);
  EXPECT_EQ(join(outcome.lines, " "), "fd full null random shm stderr stdin stdout tty urandom zero");
  unlink(secret.c_str());
}

TEST_F(JailTest, KeepsTheMachinesFilesAsTheyAre) {
  const Outcome outcome = run(machine_programs(),
                              "for f in /usr/bin/x /bin/x /etc/ld.so.cache /etc/x /x; do\n"
                              "  (echo > $f) 2>/dev/null && echo \"$f written\"; done\n"
                              "mount -o remount,rw /usr 2>/dev/null && echo remounted\n"
                              "umount /usr 2>/dev/null && echo unmounted\n"
                              "unshare -Urm true 2>/dev/null && echo unshared\n"
                              "chroot / true 2>/dev/null && echo chrooted\n"
                              "mknod /tmp/n b 8 0 2>/dev/null && echo device\n"
                              "echo x > /tmp/x && cat /tmp/x");
  EXPECT_THAT(outcome.lines, ElementsAre("x"));
}

TEST_F(JailTest, HasThePowersOfARootOverItsOwnFilesOnly) {
  Layout layout = machine_programs();
  layout.root = Layout::Root::kWritable;
  EXPECT_THAT(run(layout, "mkdir -p /opt/a && chmod 000 /opt/a && touch /opt/a/b && ls /opt/a").lines,
              ElementsAre("b"));
  layout.user = 993;
  EXPECT_THAT(run(layout, "id -u; grep CapEff /proc/self/status | cut -f2").lines,
              ElementsAre("993", "0000000000000000"));
}

TEST_F(JailTest, ShowsMountsFilesAndLinksOfTheLayout) {
  const std::string folder = testing::TempDir() + "jail-test-mount";
  mkdir(folder.c_str(), 0755);
  std::ofstream{folder + "/code"} << "code\n";
  Layout layout = machine_programs();
  layout.host_name = "ip-10-0-0-1";
  layout.mounts.push_back({folder, "/var/task"});
  layout.mounts.push_back({folder + "/none", "/var/none", Mount::Presence::kOptional});
  layout.files.push_back({"/etc/secret", "mine\n", 0600});
  layout.links.push_back({"/var/link", "/var/task/code"});
  layout.folders.push_back("/data/a/b");
  EXPECT_THAT(
      run(layout,
          "cat /var/task/code /var/link /etc/secret; stat -c %a /etc/secret; hostname; ls -d /data/a/b; "
          "ls /var/none 2>/dev/null; (echo > /var/task/code) 2>/dev/null || echo read-only")
          .lines,
      ElementsAre("code", "code", "mine", "600", "ip-10-0-0-1", "/data/a/b", "read-only"));
  layout.mounts.push_back({"/no/such/folder", "/x"});
  EXPECT_THAT(run(layout, "true").error, HasSubstr("/no/such/folder: No such file or directory"));
}

// ---- limits -------------------------------------------------------------------------------------------------------

TEST_F(JailTest, LimitsProcesses) {
  Layout layout = machine_programs();
  layout.limits.processes = 20;
  const Outcome outcome = run(layout,
                              "i=0; while [ $i -lt 60 ]; do sleep 60 & i=$((i+1)); done 2>/dev/null; "
                              "ls /proc | grep -c '^[0-9]'");
  EXPECT_THAT(outcome.lines, testing::Not(testing::Contains("61")));
  EXPECT_NE(outcome.end.exit_code, 0);  // fork: retry: Resource temporarily unavailable
}

TEST_F(JailTest, KillsWhatUsesMoreMemoryThanItsLimit) {
  Layout layout = machine_programs();
  layout.limits.memory_mib = 64;
  const Outcome outcome = run(layout, "head -c 900000000 /dev/zero | tail -c 800000000 | wc -c; echo after");
  EXPECT_TRUE(outcome.end.out_of_memory);
  EXPECT_EQ(outcome.end.signal, SIGKILL);
  EXPECT_EQ(outcome.lines.size(), 0u);
  EXPECT_GT(outcome.peak_kib, 64u * 1024);
  const Outcome modest = run(layout, "head -c 9000000 /dev/zero | tail -c 8000000 | wc -c");
  EXPECT_THAT(modest.lines, ElementsAre("8000000"));
}

TEST_F(JailTest, LimitsWhatIsWritten) {
  Layout layout = machine_programs();
  layout.root = Layout::Root::kWritable;
  layout.limits.tmp_bytes = layout.limits.writable_bytes = 4 << 20;
  const Outcome outcome = run(
      layout, "for f in /tmp/x /root/x; do head -c 9000000 /dev/zero 2>/dev/null > $f; stat -c %s $f; done");
  ASSERT_EQ(outcome.lines.size(), 2u);
  EXPECT_EQ(outcome.lines[0], std::to_string(4 << 20));
  EXPECT_LT(std::stoi(outcome.lines[1]), 4 << 20);
}

// ---- nothing stays ---------------------------------------------------------------------------------------------

std::size_t processes_named(const std::string& mark) {
  FILE* list = popen(("pgrep -f " + mark + " | grep -vw $$ | wc -l").c_str(), "r");
  char text[32] = {};
  EXPECT_NE(std::fgets(text, sizeof text, list), nullptr);
  pclose(list);
  return std::stoul(text);
}

/// What the file holds after so many looks at it.
Task<std::string> look(Jail& jail, int times) {
  std::string seen;
  for (int i = 0; i < times; ++i) {
    auto reading = jail.read_file("/tmp/count", 100);
    auto content = co_await std::move(reading);
    if (content) seen = *std::move(content);
  }
  co_return seen;
}

Task<void> freeze_and_thaw(net::EventLoop&, Jail& jail, Outcome& outcome) {
  jail.start(shell("(n=0; while :; do n=$((n+1)); echo $n > /tmp/count; done) & wait"), [](ProgramEnd) {});
  std::string before;
  while (before.empty()) before = co_await look(jail, 1);
  for (int round = 0; round < 3; ++round) {
    jail.freeze();
    before = co_await look(jail, 100);
    const std::string frozen = co_await look(jail, 100);
    jail.thaw();
    std::string thawed = frozen;
    while (thawed == frozen) thawed = co_await look(jail, 1);
    outcome.lines.push_back(frozen == before ? "stood still and went on" : before + frozen);
  }
  jail.freeze();
}

TEST_F(JailTest, LetsAllProgramsStandStillAndGoOn) {
  const Outcome outcome = converse(machine_programs(), freeze_and_thaw);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.lines, testing::Each("stood still and went on"));
  EXPECT_EQ(outcome.lines.size(), 3U);
}

TEST_F(JailTest, EndsWithAllThatItStarted) {
  // Were one alive, its end of the pipe would keep cat waiting.
  const Outcome outcome =
      run(machine_programs(), "setsid sh -c 'trap \"\" HUP TERM; sleep 98765' & echo started");
  EXPECT_THAT(outcome.lines, ElementsAre("started"));
  for (int i = 0; i < 200 && processes_named("[s]leep.98765") > 0; ++i) usleep(10'000);
  EXPECT_EQ(processes_named("[s]leep.98765"), 0u);
}

TEST_F(JailTest, EndsWithTheSandboxHoweverThatEnds) {
  const pid_t sandbox = fork();
  if (sandbox == 0) {
    net::EventLoop loop;
    const auto jails = make_jails(loop);
    Outcome outcome;
    TaskGroup tasks;
    tasks.spawn(with_jail(
        loop, *jails, machine_programs(),
        [](net::EventLoop& inner, Jail& jail, Outcome&) -> Task<void> {
          auto running = run_program(inner, jail, shell("setsid sleep 87654 & kill -STOP $$"));
          co_await std::move(running);
        },
        outcome));
    loop.run();
    _exit(0);
  }
  for (int i = 0; i < 500 && processes_named("[s]leep.87654") == 0; ++i) usleep(10'000);
  EXPECT_GT(processes_named("[s]leep.87654"), 0u);
  kill(sandbox, SIGKILL);
  waitpid(sandbox, nullptr, 0);
  for (int i = 0; i < 500 && processes_named("[s]leep.87654") > 0; ++i) usleep(10'000);
  EXPECT_EQ(processes_named("[s]leep.87654"), 0u);
}

// ---- tools --------------------------------------------------------------------------------------------------------

/// A tool that says what it was asked, and does one of everything with files.
Task<void> serve_tool(std::shared_ptr<ToolConnection> connection) {
  using wire::Reader;
  using wire::ToolReply;
  using wire::Writer;
  auto receiving = connection->receive();
  const auto call = co_await std::move(receiving);
  if (!call) co_return;
  Reader in{*call};
  EXPECT_EQ(in.kind<wire::ToolRequest>(), wire::ToolRequest::kCall);
  connection->send(Writer{ToolReply::kOut}.text(join(in.texts(), " ") + "\n"));
  const auto ask = [connection](Writer question) -> Task<std::string> {
    connection->send(question);
    auto answering = connection->receive();
    co_return (co_await std::move(answering)).value_or("");
  };
  auto writing = ask(Writer{ToolReply::kWriteFile}.text("/opt/a/b").number(0600).text("content"));
  co_await std::move(writing);
  auto listing = ask(Writer{ToolReply::kListFiles}.text("/opt"));
  const std::string names = co_await std::move(listing);
  Reader listed{names};
  listed.kind<wire::ToolRequest>();
  listed.number();
  connection->send(Writer{ToolReply::kOut}.text(join(listed.texts(), ",") + "\n"));
  auto running = ask(Writer{ToolReply::kRunCommand}.text("cat /opt/a/b; cat; exit 4").texts({}).text("/"));
  const std::string ran = co_await std::move(running);
  Reader command{ran};
  command.kind<wire::ToolRequest>();
  EXPECT_EQ(command.number(), 4u);
  connection->send(Writer{ToolReply::kError}.text(command.text() + "\n"));
  auto reading = ask(Writer{ToolReply::kReadInput}.number(100));
  const std::string input = co_await std::move(reading);
  Reader typed{input};
  typed.kind<wire::ToolRequest>();
  connection->send(Writer{ToolReply::kOut}.text(typed.text()));
  connection->send(Writer{ToolReply::kExit}.number(7));
}

Task<void> run_with_tools(net::EventLoop& loop, Jail& jail, Outcome& outcome) {
  TaskGroup calls;
  const auto listener = ToolListener::make(loop, jail.take_sockets().tools,
                                           [&calls](std::shared_ptr<ToolConnection> connection) {
                                             calls.spawn(serve_tool(std::move(connection)));
                                           });
  auto running = run_program(
      loop, jail,
      shell("echo input | aws s3 ls; echo $?; /opt/aws/bin/cfn-init < /dev/null; ls /usr/bin/env"));
  outcome.end = co_await std::move(running);
}

TEST_F(JailTest, PassesCallsOfToolsOn) {
  Layout layout = machine_programs();
  layout.root = Layout::Root::kWritable;
  layout.tools = {"/usr/bin/aws", "/opt/aws/bin/cfn-init"};
  EXPECT_THAT(converse(std::move(layout), run_with_tools).lines,
              ElementsAre("aws s3 ls", "a/b,aws/bin/cfn-init", "content", "input", "7",
                          "/opt/aws/bin/cfn-init", "a/b,aws/bin/cfn-init", "content", "/usr/bin/env"));
}

// ---- the network --------------------------------------------------------------------------------------------------

/// Says "PORT BYTES" for a connection that it takes.
Task<void> serve_once(net::EventLoop& loop, Jail& jail, Outcome& outcome) {
  JailSockets sockets = jail.take_sockets();
  for (const int listener : sockets.listeners) {
    std::thread{[listener] {
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

int exit_code_of_broker_test() {
  if (!enter_test_network()) return 77;
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(80);
  inet_pton(AF_INET, "192.0.2.1", &address.sin_addr);
  if (bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(server, 8) != 0)
    return 78;
  std::thread{[server] {
    for (;;) {
      const int connection = accept(server, nullptr, nullptr);
      (void)!write(connection, "hello\n", 6);
      close(connection);
    }
  }}.detach();
  Layout layout = machine_programs();
  layout.egress = Layout::Egress::kBrokered;
  const char* script =
      "exec 2>&1; cat < /dev/tcp/192.0.2.1/80; cat < /dev/tcp/192.0.2.1/81; cat < /dev/tcp/127.0.0.1/80; "
      "cat < /dev/tcp/169.254.169.254/80; python3 -c '\nimport socket\n"
      "s = socket.socket(); s.setblocking(False); print(s.connect_ex((\"192.0.2.1\", 80)))\n"
      "import select; select.select([s], [], []); print(s.recv(9))\n"
      "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
      "print(\"unspec\", libc.connect(s.fileno(), bytes(16), 16))\n"
      "print(\"again\", s.connect_ex((\"127.0.0.1\", 80)))\n"
      "u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.connect((\"192.0.2.1\", 53))\n"
      "print(\"udp\", u.connect_ex((\"127.0.0.1\", 53)))\n"
      "try: s.listen()\nexcept OSError as e: print(\"listen\", e.errno)\n"
      "l = socket.socket(); l.bind((\"127.0.0.1\", 0)); l.listen(); c = socket.socket(); "
      "c.connect(l.getsockname())\n"
      "c.send(b\"in\"); print(\"inside\", l.accept()[0].recv(9))\n"
      "try: socket.socket(socket.AF_VSOCK)\nexcept OSError as e: print(\"vsock\", e.errno)'";
  const Outcome outcome = converse(std::move(layout), [&](net::EventLoop& loop, Jail& jail, Outcome& out) {
    return run_script(loop, jail, out, "exec /bin/bash -c '" + replace_all(script, "'", "'\\''") + "'");
  });
  const std::string said = join(outcome.lines, "\n") + outcome.error;
  const auto says = [&](std::string_view text) {
    const bool found = said.find(text) != std::string::npos;
    if (!found) std::fprintf(stderr, "not said: %s\nsaid: %s\n", std::string(text).c_str(), said.c_str());
    return found;
  };
  if (!says("hello\n")) return 1;
  if (!says("192.0.2.1/81: Connection refused")) return 2;
  if (!says("127.0.0.1/80: Connection refused")) return 3;
  if (!says("169.254.169.254/80: Network is unreachable")) return 4;
  // A socket that the sandbox has put in reaches nothing of the machine's own network by being used again.
  const bool is_held = says("unspec -1") && says("again 101") && says("udp 101") && says("listen 1");
  if (!is_held || !says("inside b'in'") || !says("vsock 97")) return 6;
  return says("b'hello\\n'") ? 0 : 5;
}

TEST_F(JailTest, ReachesOtherNetworksByConnectionsThatTheSandboxMakes) {
  const pid_t child = fork();
  if (child == 0) _exit(exit_code_of_broker_test());
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77)
    GTEST_SKIP() << "no network namespace for the test: iproute2 is not installed, or not allowed";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace eni::sandbox::isolation
