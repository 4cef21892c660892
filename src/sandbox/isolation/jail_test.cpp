/// Programs in real jails, as this user; and, as root, as an ordinary user as well. Where the kernel allows no namespaces the
/// tests say so and are skipped. What they connect to are sockets of the jails and of a network namespace of their own.
#include "sandbox/isolation/jail.h"

#include <algorithm>
#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
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

Task<void> ask_for_support(net::EventLoop& loop, Jails& jails, Support& support) {
  auto asking = jails.support();
  support = co_await std::move(asking);
  loop.stop();
}

TEST_F(JailTest, IsFoundToBePossibleWithConnectionsOutOfIt) {
  net::EventLoop loop;
  const auto jails = make_jails(loop);
  Support support;
  TaskGroup tasks;
  loop.post([&] { tasks.spawn(ask_for_support(loop, *jails, support)); });
  loop.run();
  EXPECT_TRUE(support.jails) << support.reason;
  EXPECT_EQ(support.reason, "");
}

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

std::vector<std::string> open_descriptors() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code error;  // The listing's own has gone.
    const auto target = std::filesystem::read_symlink(entry.path(), error);
    if (!error) names.push_back(entry.path().filename().string() + " " + target.string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_F(JailTest, LeavesNoDescriptorBehind) {
  Layout layout = machine_programs();
  layout.tools = {"/usr/bin/aws"};
  layout.egress = Layout::Egress::kBrokered;
  layout.name_servers = {"192.0.2.53", "127.0.0.53"};
  layout.listeners = {{"127.0.0.1", 9001}, {"127.0.0.1", 443}};
  Layout failing = layout;
  failing.listeners.push_back({"127.0.0.1", 9001});  // Two at one port.
  run(layout, "true");
  const auto before = open_descriptors().size();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(run(layout, "exit 3").end.exit_code, 3);
    EXPECT_THAT(run(failing, "true").error, HasSubstr("listening on 127.0.0.1:9001: Address already in use"));
  }
  EXPECT_EQ(open_descriptors().size(), before) << join(open_descriptors(), "\n");
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

sockaddr_in ipv4(const char* address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address, &result.sin_addr);
  return result;
}

int bound(int type, const char* address, std::uint16_t port) {
  const int server = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const sockaddr_in name = ipv4(address, port);
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
  return says_all(said, {"hello\n", "192.0.2.1/81: Connection refused", "127.0.0.1/80: Connection refused",
                         "169.254.169.254/80: Network is unreachable", "b'hello\\n'", "names b'hello\\n'",
                         "192.0.2.1 b're: A'", "192.0.2.1 b're: AAAA'", "from (b're: B', ('192.0.2.1', 53))",
                         "127.0.0.53 b're: A'", "from (b're: B', ('127.0.0.53', 53))", "other datagrams 101",
                         "inside b'in'", "unix /tmp/u b'x'", "unix v b'x'", "unix abstract b'x'", "no unix 2",
                         "unix datagram b'log'", "vsock 97"})
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
