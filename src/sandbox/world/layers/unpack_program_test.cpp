/// The static program, as it is used: in a user namespace, by root and by an ordinary user, on a full disk, and below overlayfs.
#include <cerrno>
#include <gmock/gmock.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uid_t kOrdinaryUser = 65'534;
constexpr int kNoNamespaces = 99;

bool write_text(const char* path, const std::string& text) {
  std::ofstream file{path};
  file << text << std::flush;
  return file.good();
}

struct Done {
  int status = 0;
  std::string output;
};

/// Runs `child` in a process whose standard output and error are read; what it returns is the exit status.
template <class Child>
Done in_child(Child child) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    _exit(child());
  }
  close(ends[1]);
  Done done;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
    done.output.append(buffer, static_cast<std::size_t>(size));
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  done.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return done;
}

/// In the child: root of a user namespace in which nobody else is, as who is no root outside.
bool become_root_of_a_namespace() {
  if (getuid() == 0 &&
      (setgroups(0, nullptr) != 0 || setresgid(kOrdinaryUser, kOrdinaryUser, kOrdinaryUser) != 0 ||
       setresuid(kOrdinaryUser, kOrdinaryUser, kOrdinaryUser) != 0))
    return false;
  prctl(PR_SET_DUMPABLE, 1);  // Else /proc/self is still root's.
  const std::string user = std::to_string(getuid()), group = std::to_string(getgid());
  return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_text("/proc/self/setgroups", "deny") &&
         write_text("/proc/self/uid_map", "0 " + user + " 1") &&
         write_text("/proc/self/gid_map", "0 " + group + " 1");
}

int run_program(const std::string& blob, const std::string& folder, const std::vector<std::string>& options) {
  std::vector<const char*> arguments = {ENI_UNPACK_LAYER, blob.c_str(), folder.c_str()};
  for (const std::string& option : options) arguments.push_back(option.c_str());
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    execv(ENI_UNPACK_LAYER, const_cast<char**>(arguments.data()));
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class UnpackProgram : public testing::Test {
 protected:
  void SetUp() override {
    if (in_child([] { return become_root_of_a_namespace() ? 0 : kNoNamespaces; }).status != 0)
      GTEST_SKIP() << "the kernel allows no user namespaces to this user";
    // The ordinary user comes to these folders by their descriptors' paths.
    std::filesystem::permissions(place_.root() + "/..", std::filesystem::perms::all);
    if (getuid() == 0) {
      ASSERT_EQ(chown(place_.root().c_str(), kOrdinaryUser, kOrdinaryUser), 0);
    }
  }

  std::string blob(const Tar& tar) const {
    const std::string path = place_.root() + "/../blob-" + std::to_string(blobs_++);
    std::ofstream{path, std::ios::binary} << gzip(tar.bytes());
    return path;
  }
  Done unpack(const Tar& tar, const std::vector<std::string>& options = {}) const {
    const std::string path = blob(tar);
    return in_child([&] {
      return become_root_of_a_namespace() ? run_program(path, place_.root(), options) : kNoNamespaces;
    });
  }

  LayerPlace place_;
  mutable int blobs_ = 0;
};

Tar of_root() { return Tar{}.owner(0, 0); }

TEST_F(UnpackProgram, UnpacksAsAnOrdinaryUser) {
  const Done done = unpack(of_root()
                               .folder("usr", 0555)
                               .file("usr/sh", "#!", 04755)
                               .hard_link("usr/bash", "usr/sh")
                               .link("bin", "usr")
                               .special('6', "fifo", 0, 0)
                               .special('3', "null", 1, 3)
                               .file(".wh.gone", ""));
  EXPECT_EQ(done.output, "7 entries, 2 bytes, 1 whiteouts, 1 devices left out\n");
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(place_.listing(), ElementsAre("bin -> usr", "fifo fifo 644", "gone whiteout", "usr/ 555",
                                            "usr/bash 4755 #!", "usr/sh 4755 #!"));
  struct stat status {};
  ASSERT_EQ(lstat((place_.root() + "/usr/sh").c_str(), &status), 0);
  EXPECT_NE(status.st_uid, 0u);
}

TEST_F(UnpackProgram, ComparesDigests) {
  const Tar tar = of_root().file("a", "1");
  const std::string diff_id = "sha256:" + sha256_hex(tar.bytes()),
                    digest = "sha256:" + sha256_hex(gzip(tar.bytes()));
  EXPECT_EQ(unpack(tar, {"--diff-id", diff_id, "--digest", digest}).output, "1 entries, 1 bytes\n");
  const Done done = unpack(tar, {"--diff-id", digest});
  EXPECT_EQ(done.output, "the layer is not what was asked for: the digest of its tar archive is " + diff_id +
                             ", not " + digest + "\n");
  EXPECT_EQ(done.status, 1);
}

TEST_F(UnpackProgram, NamesTheOwnerThatItsNamespaceDoesNotHave) {
  const Done done = unpack(Tar{}.owner(33, 33).file("var/www/index", "1"));
  EXPECT_EQ(done.output,
            "the layer needs more users than there are here: var/www/index: it belongs to 33:33, who cannot "
            "own files "
            "here\n");
  EXPECT_EQ(done.status, 1);
}

TEST_F(UnpackProgram, ReplacesOwnersIfAskedTo) {
  const Done done = unpack(
      of_root().file("a", "1", 04755).owner(33, 33).folder("b", 02775).file("b/c", "1", 06755).link("l", "a"),
      {"--replace-owners"});
  EXPECT_EQ(done.output, "4 entries, 2 bytes, 3 owners replaced (first 33:33 of b/c)\n");
  // None of another's powers.
  EXPECT_THAT(place_.listing(), ElementsAre("a 4755 1", "b/ 775", "b/c 755 1", "l -> a"));
}

TEST_F(UnpackProgram, SaysThatTheDiskIsFullAsDockerDoes) {
  const std::string layer = blob(of_root().file("./usr/big", std::string(1 << 20, 'x')));
  const Done done = in_child([&] {
    if (!become_root_of_a_namespace()) return kNoNamespaces;
    if (mount("tmpfs", place_.root().c_str(), "tmpfs", 0, "size=256k") != 0) return kNoNamespaces;
    return run_program(layer, place_.root(), {});
  });
  EXPECT_EQ(done.output, "write /usr/big: no space left on device\n");
  EXPECT_EQ(done.status, 1);
}

TEST_F(UnpackProgram, MakesWhatOverlayfsUnderstands) {
  if (!keeps_user_xattrs()) GTEST_SKIP() << "the temporary folder's file system keeps no user.* attributes";
  const std::string below = blob(of_root()
                                     .file("kept", "1")
                                     .file("gone", "1")
                                     .file("replaced", "1")
                                     .file("opaque/gone", "1")
                                     .file("renewed/gone", "1")
                                     .file("merged/kept", "1"));
  const std::string above = blob(of_root()
                                     .file(".wh.gone", "")
                                     .file("replaced", "2")
                                     .file(".wh.replaced", "")
                                     .file("opaque/.wh..wh..opq", "")
                                     .file("opaque/new", "2")
                                     .file("renewed/new", "2")
                                     .file(".wh.renewed", "")
                                     .file("merged/new", "2"));
  const Done done = in_child([&] {
    if (!become_root_of_a_namespace()) return kNoNamespaces;
    const std::string lower = place_.root() + "/1", upper = place_.root() + "/2",
                      merged = place_.root() + "/3";
    for (const std::string& folder : {lower, upper, merged}) mkdir(folder.c_str(), 0755);
    if (run_program(below, lower, {}) != 0 || run_program(above, upper, {}) != 0) return 1;
    const std::string options = "userxattr,lowerdir=" + upper + ":" + lower;
    if (mount("overlay", merged.c_str(), "overlay", MS_RDONLY, options.c_str()) != 0) return kNoNamespaces;
    const std::string lines = join(Listing::of(merged), "\n") + "\n";
    return write(STDOUT_FILENO, lines.data(), lines.size()) > 0 ? 0 : 1;
  });
  if (done.status == kNoNamespaces) GTEST_SKIP() << "the kernel mounts no overlayfs for this user";
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.output, HasSubstr("kept 644 1\n"
                                     "merged/ 755\n"
                                     "merged/kept 644 1\n"
                                     "merged/new 644 2\n"
                                     "opaque/ 755\n"
                                     "opaque/new 644 2\n"
                                     "renewed/ 755\n"
                                     "renewed/new 644 2\n"
                                     "replaced 644 2\n"));
  EXPECT_THAT(done.output, testing::Not(HasSubstr("gone")));
}

TEST_F(UnpackProgram, KeepsOwnersAndCapabilitiesOfARangeOfUsers) {
  if (getuid() != 0) GTEST_SKIP() << "only root maps a range of users without newuidmap";
  const std::string capability(
      "\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 20);
  const std::string layer = blob(Tar{}
                                     .pax({{"SCHILY.xattr.security.capability", capability}})
                                     .owner(33, 33)
                                     .file("a", "1", 04755)
                                     .owner(70'000, 0)
                                     .file("b", "1"));
  ASSERT_EQ(chown(place_.root().c_str(), 100'000, 100'000), 0);
  int ready[2], go[2];
  ASSERT_EQ(pipe2(ready, O_CLOEXEC) | pipe2(go, O_CLOEXEC), 0);
  const Done done = in_child([&] {
    const pid_t child = getpid();
    const pid_t mapper = fork();
    if (mapper == 0) {
      char byte = 0;
      const std::string process = "/proc/" + std::to_string(child);
      const bool done_so = read(ready[0], &byte, 1) == 1 &&
                           write_text((process + "/uid_map").c_str(), "0 100000 65536") &&
                           write_text((process + "/gid_map").c_str(), "0 100000 65536");
      _exit(done_so && write(go[1], "x", 1) == 1 ? 0 : 1);
    }
    if (unshare(CLONE_NEWUSER) != 0) return kNoNamespaces;
    char byte = 0;
    if (write(ready[1], "x", 1) != 1 || close(go[1]) != 0 || read(go[0], &byte, 1) != 1) return kNoNamespaces;
    if (setresgid(0, 0, 0) != 0 || setgroups(0, nullptr) != 0 || setresuid(0, 0, 0) != 0)
      return kNoNamespaces;
    return run_program(layer, place_.root(), {});
  });
  for (const int end : {ready[0], ready[1], go[0], go[1]}) close(end);
  EXPECT_EQ(done.output,
            "the layer needs more users than there are here: b: it belongs to 70000:0, who cannot own files "
            "here\n");
  struct stat status {};
  ASSERT_EQ(lstat((place_.root() + "/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 100'033u);
  EXPECT_EQ(status.st_mode & 07777U, 04755u);
  char found[64];
  EXPECT_GT(getxattr((place_.root() + "/a").c_str(), "security.capability", found, sizeof found), 0);
}

TEST_F(UnpackProgram, LeavesNothingOutsideOfHostileLayers) {
  const Done done = unpack(
      of_root().link("l", place_.outside()).file("l/planted", "x").file("l/.wh.secret", "").file("../x", ""));
  EXPECT_EQ(done.output, "the layer is refused: ../x: its name has '..' in it\n");
  EXPECT_THAT(Listing::of(place_.outside()), ElementsAre("e/ 755", "secret 644 secret"));
}

TEST(UnpackProgramUsage, IsSaid) {
  const Done done = in_child([] { return run_program("x", "y", {"--never"}); });
  EXPECT_EQ(done.status, 2);
  EXPECT_THAT(done.output, HasSubstr("usage: unpack-layer BLOB FOLDER"));
}

}  // namespace
}  // namespace eni::sandbox::world::layers
