/// What a machine's files say of why it refuses namespaces.
#include "sandbox/isolation/obstacle.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::isolation {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kRefused = "new namespaces: Operation not permitted";
constexpr const char* kFull = "new namespaces: No space left on device";
constexpr const char* kNoFiles = "/usr: Operation not permitted";
constexpr const char* kNoRights = "mapping a user: Operation not permitted";

constexpr const char* kClone = "proc/sys/kernel/unprivileged_userns_clone";
constexpr const char* kMaximum = "proc/sys/user/max_user_namespaces";
constexpr const char* kAppArmor = "proc/sys/kernel/apparmor_restrict_unprivileged_userns";
constexpr const char* kNothingToLend =
    "lending users of root's, beginning with 1879048192: Operation not permitted";

constexpr const char* kUsers = "proc/self/uid_map";
constexpr const char* kStatus = "proc/self/status";

class ObstacleTest : public testing::Test {
 protected:
  ObstacleTest() {
    std::string name = testing::TempDir() + "obstacle-XXXXXX";
    root_ = mkdtemp(name.data());
    put(kStatus, "Name:\teni-trunking\nUid:\t1000\t1000\t1000\t1000\nSeccomp:\t0\n");
    put(kMaximum, "96364\n");
    put(kUsers, "         0          0 4294967295\n");
    runs("/usr/bin/eni-trunking");
  }
  ~ObstacleTest() override { fs::remove_all(root_); }

  void put(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream{root_ / file} << text;
  }
  void runs(const std::string& program) {
    fs::create_directories(root_ / "proc/self");
    fs::remove(root_ / "proc/self/exe");
    fs::create_symlink(program, root_ / "proc/self/exe");
  }
  Obstacle find(std::string_view failure) { return find_obstacle(failure, root_.string()); }

  fs::path root_;
};

TEST_F(ObstacleTest, ASettingThatForbidsThem) {
  put(kMaximum, "0\n");
  EXPECT_EQ(find(kFull).cause, "sysctl: user.max_user_namespaces is 0");
  EXPECT_EQ(find(kFull).remedy, "sudo sysctl user.max_user_namespaces=15000");
  EXPECT_EQ(find(kNoFiles).cause, "sysctl: user.max_user_namespaces is 0") << "a line more would follow else";
  put(kMaximum, "96364\n");
  put(kClone, "0\n");
  EXPECT_EQ(find(kRefused).cause, "sysctl: kernel.unprivileged_userns_clone is 0");
  EXPECT_EQ(find(kRefused).remedy, "sudo sysctl kernel.unprivileged_userns_clone=1");
}

TEST_F(ObstacleTest, ALimitOfWhatEnclosesTheMachineIsSeenByTheErrorOnly) {
  EXPECT_EQ(find(kFull).cause,
            "sysctl: user.max_user_namespaces, or that of what encloses this, allows no more");
  put(".dockerenv", "");
  EXPECT_EQ(find(kFull).remedy,
            "on the machine that runs this container: sudo sysctl user.max_user_namespaces=15000");
}

TEST_F(ObstacleTest, AppArmorsProfileIsThatOfTheProgramThatRuns) {
  put(kAppArmor, "1\n");
  for (const char* failure :
       {kNoRights, kRefused, "setgroups: Operation not permitted",
        "/proc/self/uid_map: Operation not permitted", "new namespaces: Permission denied"}) {
    const Obstacle found = find(failure);
    EXPECT_EQ(
        found.cause,
        "AppArmor: kernel.apparmor_restrict_unprivileged_userns is 1, and no profile allows this program "
        "namespaces");
    EXPECT_EQ(
        found.remedy,
        "echo 'abi <abi/4.0>, profile eni-trunking /usr/bin/eni-trunking flags=(unconfined) { userns, }' | "
        "sudo tee /etc/apparmor.d/eni-trunking && sudo apparmor_parser -r /etc/apparmor.d/eni-trunking; or, "
        "for all programs until the next boot, sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0; "
        "or run it as root");
  }
}

TEST_F(ObstacleTest, APathThatAShellOrAProfileWouldReadOtherwiseIsInNone) {
  put(kAppArmor, "1\n");
  for (const char* program :
       {"/home/a b/eni-trunking", "/home/a'b/eni-trunking", "/home/{a}/eni-trunking", "/memfd:x (deleted)"}) {
    runs(program);
    EXPECT_THAT(find(kNoRights).remedy, StartsWith("for all programs until the next boot, sudo sysctl"))
        << program;
  }
}

TEST_F(ObstacleTest, RootIsNotToldToBeRoot) {
  put(kAppArmor, "1\n");
  put(kStatus, "Name:\teni-trunking\nUid:\t0\t0\t0\t0\nSeccomp:\t0\n");
  EXPECT_THAT(find(kNoRights).remedy, EndsWith("kernel.apparmor_restrict_unprivileged_userns=0"));
}

TEST_F(ObstacleTest, AppArmorIsNoReasonForWhatItDoesNotRefuse) {
  put(kAppArmor, "1\n");
  for (const char* failure :
       {kFull, "an overlay on /usr: Operation not permitted", "proc: Invalid argument",
        "/usr: Operation not permitted", kNothingToLend, "leaving root's groups: Operation not permitted"})
    EXPECT_THAT(find(failure).cause, Not(HasSubstr("AppArmor"))) << failure;
  put(kAppArmor, "0\n");
  EXPECT_THAT(find(kNoRights).cause, IsEmpty());
}

TEST_F(ObstacleTest, AContainersFilter) {
  put(kAppArmor, "1\n");  // Of the machine that runs it.
  put(kStatus, "Name:\teni-trunking\nUid:\t1000\t1000\t1000\t1000\nSeccomp:\t2\nSeccomp_filters:\t1\n");
  EXPECT_EQ(find(kRefused).cause,
            "container: a seccomp filter refuses what namespaces need, as containers' do");
  EXPECT_THAT(find(kRefused).remedy, HasSubstr("--privileged"));
  EXPECT_THAT(find(kRefused).remedy, HasSubstr("RestrictNamespaces=no"));
  put("run/.containerenv", "");
  EXPECT_EQ(find(kRefused).cause, "container: its seccomp profile refuses what namespaces need");
  EXPECT_EQ(find(kNoFiles).cause, find(kRefused).cause) << "what root of a container meets first";
  EXPECT_EQ(find(kRefused).remedy,
            "start this container with --privileged (GitHub Actions: options: --privileged of the job's "
            "container), or run the sandbox outside of containers");
  EXPECT_THAT(find(kNoRights).cause, StartsWith("AppArmor"))
      << "a filter does not tell whose maps are written";
}

TEST_F(ObstacleTest, AContainerWithoutAFilter) {
  put(".dockerenv", "");
  const Obstacle found = find(kNothingToLend);
  EXPECT_EQ(found.cause, "container: it lacks rights that namespaces need");
  EXPECT_THAT(found.remedy, StartsWith("start this container with --privileged"));
}

TEST_F(ObstacleTest, AContainerIsNoReasonForWhatNobodyRefuses) {
  put(".dockerenv", "");
  for (const char* failure : {"fork: Resource temporarily unavailable", "/tmp: No space left on device",
                              "/sys/fs/bpf: No such file or directory"})
    EXPECT_EQ(find(failure).cause + find(failure).remedy, "") << failure;
}

TEST_F(ObstacleTest, ANamespaceOfOneUserHasNoneToLendAlsoInAContainer) {
  put(".dockerenv", "");
  for (const char* users : {"0 1000 1\n", "0 1000 1\n1 100000 65536\n", ""}) {
    put(kUsers, users);
    EXPECT_EQ(find(kNothingToLend).cause, "the user namespace that the sandbox runs in has too few users");
    EXPECT_THAT(find(kNothingToLend).remedy, Not(HasSubstr("--privileged")));
  }
  put(kUsers, "0 1000 1\n1 100000 4000000000\n");
  EXPECT_THAT(find(kNothingToLend).cause, StartsWith("container"));
}

TEST_F(ObstacleTest, ARootThatCannotBecomeAnotherUser) {
  put(kAppArmor, "1\n");
  for (const char* failure : {"leaving root's groups: Operation not permitted",
                              "setresgid: Operation not permitted", "setresuid: Operation not permitted"})
    EXPECT_EQ(find(failure).cause, "this root lacks the capabilities CAP_SETUID and CAP_SETGID") << failure;
  EXPECT_EQ(find("setresuid: Operation not permitted").remedy,
            "start the sandbox with them, or as an ordinary user");
  put("run/.containerenv", "");
  EXPECT_EQ(find("setresuid: Operation not permitted").remedy,
            "start this container with them: --cap-add SETUID --cap-add SETGID");
}

TEST_F(ObstacleTest, AKernelThatIsTooOldOrAllowsNone) {
  EXPECT_EQ(find("an overlay on /usr: Operation not permitted").remedy, "a kernel from 5.11 on");
  EXPECT_EQ(find("the attributes of /usr: Function not implemented").remedy, "a kernel from 5.12 on");
  EXPECT_EQ(find("new namespaces: Invalid argument").remedy,
            "a kernel that allows user namespaces to this user");
}

TEST_F(ObstacleTest, AnErrorNamesFailureCauseAndRemedy) {
  const Error error = obstructed("cannot make a world: ", "an overlay on /usr: Operation not permitted");
  EXPECT_EQ(error.message, "cannot make a world: an overlay on /usr: Operation not permitted");
  EXPECT_EQ(error.hint, "a kernel from 5.11 on");
}

}  // namespace
}  // namespace eni::sandbox::isolation
