/// Headers as libarchive reads them, which Docker, skopeo and the sandbox do not differ from.
#include "eni_trunking/image/tar_header.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

namespace eni::command {
namespace {

std::string kind_of(archive_entry* entry) {
  if (archive_entry_filetype(entry) == AE_IFDIR) return "folder";
  return archive_entry_perm(entry) == 0755 ? "program" : "file";
}

/// "TYPE NAME SIZE" of the first entry; a file that may be run is a program.
std::string first_entry(const std::string& bytes) {
  archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  archive_entry* entry = nullptr;
  std::string out = "none";
  if (archive_read_open_memory(reader, bytes.data(), bytes.size()) == ARCHIVE_OK &&
      archive_read_next_header(reader, &entry) == ARCHIVE_OK)
    out = kind_of(entry) + " " + archive_entry_pathname(entry) + " " +
          std::to_string(archive_entry_size(entry));
  archive_read_free(reader);
  return out;
}

TEST(TarHeader, IsReadAsItWasWritten) {
  const std::string longer(300, 'n'), exactly(100, 'n');
  const struct {
    TarEntry entry;
    std::string name;
    std::uint64_t bytes;
    std::string read;
  } rows[] = {
      {TarEntry::kFile, "index.json", 5, "file index.json 5"},
      {TarEntry::kFile, "empty", 0, "file empty 0"},
      {TarEntry::kProgram, "web", 7, "program web 7"},
      {TarEntry::kFolder, "blobs", 0, "folder blobs/ 0"},
      {TarEntry::kFile, exactly, 1, "file " + exactly + " 1"},
      {TarEntry::kFile, longer, 1, "file " + longer + " 1"},
      {TarEntry::kFolder, longer, 0, "folder " + longer + "/ 0"},
      {TarEntry::kFile, "8 GiB - 1", 8589934591, "file 8 GiB - 1 8589934591"},
      {TarEntry::kFile, "8 GiB", 8589934592, "file 8 GiB 8589934592"},
      {TarEntry::kFile, "\xc3\xa4", 1, "file \xc3\xa4 1"},
  };
  for (const auto& row : rows) {
    const std::string header = tar_header(row.entry, row.name, row.bytes);
    EXPECT_EQ(header.size() % kTarBlock, 0U);
    EXPECT_EQ(first_entry(header + tar_end()), row.read);
  }
}

TEST(TarHeader, EntriesFillTheirBlocks) {
  EXPECT_EQ(tar_padding(0), "");
  EXPECT_EQ(tar_padding(1).size(), 511U);
  EXPECT_EQ(tar_padding(512), "");
  EXPECT_EQ(tar_padding(513).size(), 511U);
}

}  // namespace
}  // namespace eni::command
