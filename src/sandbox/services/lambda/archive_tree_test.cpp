#include "sandbox/services/lambda/archive_tree.h"

#include <gtest/gtest.h>

namespace eni::sandbox::lambda_service {
namespace {

struct TreeEntry {
  const char* path;  ///< a folder's ends with '/'
  const char* link = nullptr;
};

Result<void> add(ArchiveTree& tree, const TreeEntry& entry) {
  const std::string_view path = entry.path;
  if (entry.link) return tree.add_link(path, entry.link);
  return !path.empty() && path.back() == '/' ? tree.add_folder(path) : tree.add_file(path);
}

struct TreeCase {
  std::vector<TreeEntry> entries;
  const char* error;  ///< of the last entry; "" if all is well
};

TEST(ArchiveTree, NothingLeadsOutside) {
  const TreeCase cases[] = {
      {{{"node_modules/.bin/x", "../p/x"}, {"node_modules/p/x"}}, ""},
      {{{"lib/libz.so.1"}, {"lib/libz.so", "libz.so.1"}}, ""},
      {{{"a/b/root", "../.."}}, ""},
      {{{"a/l", "b/../c"}, {"a/b/"}}, ""},
      {{{"a/l", "nowhere"}, {"a/f"}}, ""},
      {{{"./"}, {"./a//f"}}, ""},
      {{{"../f"}}, "the entry '../f' lies outside the archive"},
      {{{"/f"}}, "the entry '/f' lies outside the archive"},
      {{{""}}, "the entry '' lies outside the archive"},
      {{{"a/../../f"}}, "the entry 'a/../../f' lies outside the archive"},
      {{{"a\\..\\f"}}, "the entry 'a\\..\\f' lies outside the archive"},
      {{{"l", ".."}}, "the link 'l' points outside the archive"},
      {{{"l", "/etc/passwd"}}, "the link 'l' points outside the archive"},
      {{{"l", ""}}, "the link 'l' points outside the archive"},
      {{{"l", "..\\x"}}, "the link 'l' points outside the archive"},
      {{{"a/l", "../../x"}}, "the link 'a/l' points outside the archive"},
      {{{"a/l", "b/../../../x"}}, "the link 'a/l' points outside the archive"},
      {{{"../l", "x"}}, "the entry '../l' lies outside the archive"},
      // The link is where the paths of the next entries turn.
      {{{"p/q/r", "../.."}, {"p/q/r/l", "../../x"}}, "the entry 'p/q/r/l' goes through a link"},
      {{{"p/q/r", "../.."}, {"p/./q//r/f"}}, "the entry 'p/./q//r/f' goes through a link"},
      {{{"p/q/r", "../.."}, {"p/q/r/"}}, "the entry 'p/q/r/' goes through a link"},
      {{{"p/q/r/l", "../../x"}, {"p/q/r", "../.."}}, "the link 'p/q/r' takes a folder's place"},
      {{{"p/q/"}, {"p/q", "."}}, "the link 'p/q' takes a folder's place"},
      {{{".", "p"}}, "the link '.' takes a folder's place"},
      // The target goes through a link, and back from where that leads.
      {{{"p/q/r", "../.."}, {"l", "p/q/r/../x"}}, "the link 'l' goes through a link"},
      {{{"l", "p/q/r/../x"}, {"p/q/r", "../.."}}, "the link 'p/q/r' takes a folder's place"},
      {{{"s", "."}, {"p/q/r", "../.."}, {"l", "p/q/r/s/../x"}}, "the link 'l' goes through a link"},
      {{{"l", "l/../x"}}, "the link 'l' goes through a link"},
  };
  for (const TreeCase& c : cases) {
    ArchiveTree tree;
    Result<void> last;
    for (std::size_t i = 0; i < c.entries.size(); ++i) {
      EXPECT_TRUE(last) << c.entries[i].path << ": only the last entry is refused";
      last = add(tree, c.entries[i]);
    }
    EXPECT_EQ(last ? "" : last.error().message, c.error) << c.entries.back().path;
  }
}

TEST(ArchiveTree, APathLongerThanTheSystemsIsRefused) {
  ArchiveTree tree;
  EXPECT_FALSE(tree.add_file(std::string(5000, 'a')));
  EXPECT_FALSE(tree.add_link("l", std::string(5000, 'a')));
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
