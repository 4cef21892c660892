#include "sandbox/private_directory.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::sandbox {
namespace {

namespace fs = std::filesystem;

class PrivateDirectoryTest : public testing::Test {
 protected:
  PrivateDirectoryTest() {
    char name[] = "/tmp/private-directory-XXXXXX";
    parent_ = mkdtemp(name);
  }
  ~PrivateDirectoryTest() override { fs::remove_all(parent_); }
  fs::path parent_;
};

TEST_F(PrivateDirectoryTest, IsItsUsersAloneAndGoesWithItsOwner) {
  std::string path;
  {
    const auto folder = *PrivateDirectory::make(parent_);
    path = folder->path();
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(PrivateDirectoryTest, TakesAwayWhatAKilledRunLeftAndNothingElse) {
  const auto in_use = *PrivateDirectory::make(parent_);
  fs::create_directory(parent_ / "eni-trunking-other");  // Without a lock: not known to be abandoned.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t killed = fork();
  if (killed == 0) {
    const auto folder = PrivateDirectory::make(parent_);
    const std::string path = folder ? (*folder)->path() : "";
    const bool told = write(ends[1], path.data(), path.size()) == static_cast<ssize_t>(path.size());
    _exit(told ? 0 : 1);  // No destructor runs, as with kill -9.
  }
  close(ends[1]);
  char buffer[256];
  const ssize_t length = read(ends[0], buffer, sizeof buffer);
  close(ends[0]);
  int status = 0;
  waitpid(killed, &status, 0);
  ASSERT_GT(length, 0);
  const std::string left(buffer, static_cast<std::size_t>(length));
  ASSERT_TRUE(fs::exists(left));

  const auto next = *PrivateDirectory::make(parent_);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(in_use->path()));
  EXPECT_TRUE(fs::exists(parent_ / "eni-trunking-other"));
}

TEST_F(PrivateDirectoryTest, AFolderThatIsNotThereIsAnErrorWithAHint) {
  const auto folder = PrivateDirectory::make(parent_ / "absent");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().hint, "set TMPDIR to a folder that is yours");
}

}  // namespace
}  // namespace eni::sandbox
