/// Programs in real jails, as this user; and, as root, as an ordinary user as well.
#include "sandbox/isolation/jail.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test_tasks.h"
#include "base/text.h"
#include "sandbox/isolation/test_jail.h"
#include "sandbox/isolation/tool_connection.h"

namespace eni::sandbox::isolation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Task<void> ask_for_support(net::EventLoop& loop, Jails& jails, Support& support) {
  auto asking = jails.support();
  support = co_await std::move(asking);
  loop.stop();
}

TEST_F(JailTest, IsFoundToBePossibleWithConnectionsOutOfIt) {
  net::EventLoop loop;
  const auto jails = make_jails(loop);
  Support support;
  TestTasks tasks;
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

TEST_F(JailTest, MeasuresMemoryWhenAskedTo) {
  const auto measure = [](net::EventLoop& loop, Jail& jail, Outcome& outcome) -> Task<void> {
    jail.watch_memory(false);
    Channel<ProgramEnd> ends{loop};
    jail.start(shell("sleep 60"), [&](ProgramEnd end) { ends.push(end); });
    auto measuring = jail.measure_memory();
    co_await std::move(measuring);
    jail.kill();
    outcome.end = co_await ends.pop();
  };
  const Outcome outcome = converse(machine_programs(), measure);
  EXPECT_GT(outcome.peak_kib, 0u);
  EXPECT_EQ(outcome.end.signal, SIGKILL);
}

TEST_F(JailTest, LimitsWhatIsWritten) {
  Layout layout = machine_programs();
  layout.root = Layout::Root::kWritable;
  layout.limits.tmp_bytes = layout.limits.writable_bytes = 4 << 20;
  const Outcome outcome = run(
      layout, "for f in /tmp/x /home/x; do head -c 9000000 /dev/zero 2>/dev/null > $f; stat -c %s $f; done");
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
    TestTasks tasks;
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
  TestTasks calls;
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

}  // namespace
}  // namespace eni::sandbox::isolation
