#include "sandbox/world/layers/entry_path.h"

#include <gtest/gtest.h>

namespace eni::sandbox::world::layers {
namespace {

using Kind = EntryPath::Kind;

TEST(EntryPath, SaysWhereAnEntryLies) {
  struct Row {
    const char* name;
    const char* parent;
    const char* last;
    Kind kind;
  };
  const Row rows[] = {
      {"usr/bin/sh", "usr/bin", "sh", Kind::kPlain},
      {"./usr//bin/./sh/", "usr/bin", "sh", Kind::kPlain},
      {"/etc", "", "etc", Kind::kPlain},
      {"", "", "", Kind::kPlain},
      {"./", "", "", Kind::kPlain},
      {"//./", "", "", Kind::kPlain},
      {"...", "", "...", Kind::kPlain},
      {"a..", "", "a..", Kind::kPlain},
      {".wh.x", "", "x", Kind::kWhiteout},
      {"a/.wh.b c", "a", "b c", Kind::kWhiteout},
      {"a/.wh....", "a", "...", Kind::kWhiteout},
      {"a/.wh.b/", "a", "b", Kind::kWhiteout},
      {".wh..wh..opq", "", ".wh..wh..opq", Kind::kOpaque},
      {"a/.wh..wh..opq", "a", ".wh..wh..opq", Kind::kOpaque},
      {".wh..wh.plnk", "", ".wh..wh.plnk", Kind::kLeftOut},
      {".wh..wh.plnk/1.2", ".wh..wh.plnk", "1.2", Kind::kLeftOut},
      {"a/.wh..wh.", "a", ".wh..wh.", Kind::kLeftOut},
      {"a/.wh..wh..opq2", "a", ".wh..wh..opq2", Kind::kLeftOut},
      {".wh", "", ".wh", Kind::kPlain},
      {"a.wh.b", "", "a.wh.b", Kind::kPlain},
  };
  for (const Row& row : rows) {
    EntryPath path;
    const Failure failure = parse_path(row.name, {}, path);
    EXPECT_FALSE(failure) << row.name << ": " << failure.detail;
    EXPECT_EQ(path.parent, row.parent) << row.name;
    EXPECT_EQ(path.name, row.last) << row.name;
    EXPECT_EQ(path.kind, row.kind) << row.name;
  }
}

TEST(EntryPath, RefusesWhatLeadsOutOrMeansNothing) {
  for (const char* name : {"..", "../x", "/..", "a/../b", "a/..", "./../..", ".wh.", "a/.wh..", ".wh...",
                           ".wh./x", ".wh.a/b", "x/.wh.a/b/c", ".wh..wh.plnk/../../x"}) {
    EntryPath path;
    EXPECT_EQ(parse_path(name, {}, path).fault, LayerFault::kPath) << name;
  }
}

TEST(EntryPath, IsBoundInLengthAndDepth) {
  LayerLimits limits;
  limits.path_bytes = 9;
  limits.depth = 3;
  EntryPath path;
  EXPECT_FALSE(parse_path("a/b/c", limits, path));
  EXPECT_EQ(parse_path("a/b/c/d", limits, path).detail, "more than 3 folders in each other");
  EXPECT_FALSE(parse_path("123456789", limits, path));
  EXPECT_EQ(parse_path("1234567890", limits, path).detail, "more than 9 bytes in a name");
}

TEST(EntryPath, TargetsOfHardLinksAreNamesAsAnyOther) {
  EntryPath path;
  EXPECT_FALSE(parse_link_target("a/.wh.b", {}, path));
  EXPECT_EQ(path.text(), "a/.wh.b");
  EXPECT_EQ(path.kind, Kind::kPlain);
  EXPECT_EQ(parse_link_target("../a", {}, path).fault, LayerFault::kPath);
  EXPECT_EQ(parse_link_target("/", {}, path).fault, LayerFault::kPath);
}

TEST(Printable, ShowsNamesOnOneLine) {
  EXPECT_EQ(printable("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f");
  EXPECT_EQ(printable("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(printable("\xff"), "\xef\xbf\xbd");
  EXPECT_EQ(printable(std::string(5'000, 'a')), std::string(256, 'a') + "...");
}

}  // namespace
}  // namespace eni::sandbox::world::layers
