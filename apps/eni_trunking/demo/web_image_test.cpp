#include "eni_trunking/demo/web_image.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <map>

#include "base/hash.h"
#include "base/json.h"

namespace eni::command {
namespace {

struct Entry {
  unsigned mode = 0;
  std::string bytes;
};

std::map<std::string, Entry> entries_of(const std::string& tar) {
  std::map<std::string, Entry> entries;
  archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  archive_read_open_memory(reader, tar.data(), tar.size());
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    Entry& place = entries[archive_entry_pathname(entry)];
    place.mode = archive_entry_perm(entry);
    place.bytes.resize(static_cast<std::size_t>(archive_entry_size(entry)));
    EXPECT_EQ(archive_read_data(reader, place.bytes.data(), place.bytes.size()),
              static_cast<la_ssize_t>(place.bytes.size()));
  }
  archive_read_free(reader);
  return entries;
}

TEST(WebImage, IsWhatDockerSaveWritesOfOneProgram) {
  auto entries = entries_of(web_image_archive("program"));
  const json::value manifest = parse_json(entries["manifest.json"].bytes).value().at(0);
  EXPECT_EQ(json::serialize(manifest.at("RepoTags")), R"(["eni-trunking-demo:1"])");
  const std::string layer = entries[manifest.at("Layers").at(0).as_string().c_str()].bytes;
  const json::value config = parse_json(entries[manifest.at("Config").as_string().c_str()].bytes).value();
  EXPECT_EQ(config.at_pointer("/rootfs/diff_ids/0").as_string(), "sha256:" + sha256_hex(layer));
  EXPECT_EQ(json::serialize(config.at_pointer("/config/Entrypoint")), R"(["/web"])");
  auto files = entries_of(layer);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files["web"].mode, 0755U);
  EXPECT_EQ(files["web"].bytes, "program");
}

TEST(WebImage, HasAStaticProgram) {
  const std::string archive = web_image_archive();
  EXPECT_NE(archive.find("\x7f"
                         "ELF"),
            std::string::npos);
  EXPECT_EQ(archive.find("/ld-linux"), std::string::npos);
}

}  // namespace
}  // namespace eni::command
