#include "sandbox/world/layers/remove_tree.h"

#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::world::layers {
namespace {

class RemoveTree : public testing::Test {
 protected:
  int remove(const char* name) const { return remove_tree(root_.get(), name); }

  LayerPlace place_;
  net::Descriptor root_{open(place_.root().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
};

TEST_F(RemoveTree, TakesAllOfAFolderAndNothingElse) {
  place_.unpack(Tar{}
                    .folder("a")
                    .file("a/x", "1")
                    .file("a/b/c/y", "2")
                    .file("a/b/.lifted-0", "a name that is used")
                    .folder("a/.lifted-1")
                    .link("a/b/out", place_.outside())
                    .file("kept", "")
                    .bytes());
  EXPECT_EQ(remove("a"), 0);
  EXPECT_EQ(place_.listing(), (std::vector<std::string>{"kept 644 "}));
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(RemoveTree, TakesFilesLinksAndWhatIsNotThere) {
  place_.unpack(Tar{}.file("a", "").link("out", place_.outside()).bytes());
  for (const char* name : {"a", "out", "never"}) EXPECT_EQ(remove(name), 0) << name;
  EXPECT_TRUE(place_.listing().empty());
  EXPECT_TRUE(place_.outside_is_untouched());
}

TEST_F(RemoveTree, OpensFoldersThatDenyIt) {
  place_.unpack(Tar{}.file("a/b/c/x", "").folder("a/b/c", 0).folder("a/b", 0).folder("a", 0).bytes());
  EXPECT_EQ(remove("a"), 0);
  EXPECT_TRUE(place_.listing().empty());
}

TEST_F(RemoveTree, ComesToTheEndOfAnyDepth) {
  // Deeper than a name can be long, and than there are descriptors.
  net::Descriptor folder{openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  for (int depth = 0; depth < 2'000; ++depth) {
    ASSERT_EQ(mkdirat(folder.get(), "d", 0700), 0);
    folder.reset(openat(folder.get(), "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_TRUE(folder);
  }
  EXPECT_EQ(remove("d"), 0);
  EXPECT_TRUE(place_.listing().empty());
}

}  // namespace
}  // namespace eni::sandbox::world::layers
