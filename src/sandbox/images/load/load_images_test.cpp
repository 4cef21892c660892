/// Images that are loaded from layouts and archives, and from what is no such thing.
#include "sandbox/images/load/load_images.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/images/load/archive_index.h"
#include "sandbox/images/store/test_unpacker.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/world/layers/test_layer.h"

namespace eni::sandbox::images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using world::layers::gzip;
using world::layers::Listing;
using world::layers::Tar;

const std::string kLayer = Tar{}.file("bin/sh", "#!").bytes();

std::string config_of(const std::string& layer, const std::string& architecture = "amd64") {
  return json::serialize(json::object{
      {"architecture", architecture},
      {"config", {{"Cmd", json::array{"sh"}}}},
      {"rootfs", {{"type", "layers"}, {"diff_ids", json::array{oci::Digest::of(layer).text()}}}}});
}

using Files = std::map<std::string, std::string>;

/// An OCI layout of one image of kLayer, called `name`.
Files layout(const json::object& annotations) {
  Files out{{"oci-layout", R"({"imageLayoutVersion": "1.0.0"})"}};
  const auto add = [&out](std::string_view type, const std::string& bytes) {
    out["blobs/sha256/" + std::string(oci::Digest::of(bytes).hex())] = bytes;
    return TestRegistry::descriptor(type, bytes);
  };
  const json::object layer = add("application/vnd.oci.image.layer.v1.tar+gzip", gzip(kLayer));
  const json::object config = add(oci::kOciConfig, config_of(kLayer));
  json::object image =
      add(oci::kOciManifest, json::serialize(json::object{
                                 {"schemaVersion", 2}, {"config", config}, {"layers", json::array{layer}}}));
  image["annotations"] = annotations;
  out["index.json"] = json::serialize(json::object{{"schemaVersion", 2}, {"manifests", json::array{image}}});
  return out;
}

/// What `docker save` wrote until Docker 25.
Files docker_archive(const std::vector<std::string>& tags) {
  json::array names;
  for (const std::string& tag : tags) names.emplace_back(tag);
  return {{"abc.json", config_of(kLayer)},
          {"def/layer.tar", kLayer},
          {"manifest.json",
           json::serialize(json::array{json::object{
               {"Config", "abc.json"}, {"RepoTags", names}, {"Layers", json::array{"def/layer.tar"}}}})}};
}

Tar tar_of(const Files& files) {
  Tar out;
  for (const auto& [name, content] : files) out.file(name, content);
  return out;
}

class LoadImages : public testing::Test {
 protected:
  LoadImages() {
    auto opened = ImageStore::open(loop_, {folder_.file("images"), folder_.file("layers")}, unpacker_);
    store_ = *std::move(opened);
  }

  std::string saved(const std::string& bytes) const {
    const std::string path = folder_.file("archive.tar");
    std::ofstream{path, std::ios::binary} << bytes;
    return path;
  }
  std::string written(const Files& files) const {
    const std::filesystem::path root = folder_.file("layout");
    for (const auto& [name, content] : files) {
      std::filesystem::create_directories((root / name).parent_path());
      std::ofstream{root / name, std::ios::binary} << content;
    }
    return root.string();
  }
  /// The names of what was loaded, or "!" and why it was not.
  std::vector<std::string> load(const std::string& path, std::optional<oci::Reference> name = {}) {
    const auto loaded = run_on(loop_, load_images(loop_, *store_, path, {"linux", "amd64"}, std::move(name)));
    std::vector<std::string> out;
    if (loaded.has_error()) return {"!" + loaded.error().detail};
    for (const Image& image : *loaded) {
      out.push_back(image.name.text());
      EXPECT_THAT(Listing::of(image.layers.at(0)), ElementsAre("bin/ 755", "bin/sh 644 #!"));
    }
    return out;
  }

  TestFolder folder_;
  net::EventLoop loop_;
  TestUnpacker unpacker_;
  std::unique_ptr<ImageStore> store_;
};

const json::object kNamed{{"io.containerd.image.name", "docker.io/library/web:1"}};

TEST_F(LoadImages, OfALayout) {
  EXPECT_THAT(load(written(layout(kNamed))), ElementsAre("docker.io/library/web:1"));
  EXPECT_FALSE(store_->list().at(0).is_pulled);
  EXPECT_TRUE(store_->find(*oci::Reference::parse("web:1"), {"linux", "amd64"}));
}

TEST_F(LoadImages, OfALayoutInAnArchive) {
  EXPECT_THAT(load(saved(tar_of(layout(kNamed)).bytes())), ElementsAre("docker.io/library/web:1"));
}

TEST_F(LoadImages, OfDockersArchives) {
  EXPECT_THAT(load(saved(tar_of(docker_archive({"web:1", "ghcr.io/me/web:2"})).bytes())),
              ElementsAre("docker.io/library/web:1", "ghcr.io/me/web:2"));
  EXPECT_EQ(unpacker_.unpacked, 1);
}

TEST_F(LoadImages, OfDockersArchivesWhoseLayersAreLinks) {
  Files files = docker_archive({"web:1"});
  files.erase("def/layer.tar");
  Tar tar = tar_of(files);
  tar.file("ghi/layer.tar", kLayer).link("def/layer.tar", "../ghi/layer.tar");
  EXPECT_THAT(load(saved(tar.bytes())), ElementsAre("docker.io/library/web:1"));
}

TEST_F(LoadImages, NamesAreGivenWhereThereAreNone) {
  const std::string path = written(layout({{"org.opencontainers.image.ref.name", "latest"}}));
  EXPECT_THAT(load(path), ElementsAre("!an image in it has no name: give it one"));
  EXPECT_THAT(load(path, *oci::Reference::parse("mine:2")), ElementsAre("docker.io/library/mine:2"));
}

TEST_F(LoadImages, DamageIsFound) {
  Files files = layout(kNamed);
  for (auto& [name, content] : files)
    if (content == gzip(kLayer)) content.back() = static_cast<char>(content.back() ^ 1);
  EXPECT_THAT(load(written(files)).at(0), HasSubstr("unexpected commit digest sha256:"));
  for (auto& [name, content] : files)
    if (content.find("\"layers\"") != std::string::npos && name != "index.json") content += " ";
  EXPECT_THAT(load(written(files)).at(0), HasSubstr("!the manifest is not of digest sha256:"));
  Files docker = docker_archive({"web:1"});
  docker["def/layer.tar"] = Tar{}.file("bin/sh", "??").bytes();
  EXPECT_THAT(load(saved(tar_of(docker).bytes())).at(0), HasSubstr("unexpected commit digest sha256:"));
}

TEST_F(LoadImages, WhatIsMissingIsNamed) {
  Files files = docker_archive({"web:1"});
  files.erase("def/layer.tar");
  EXPECT_THAT(load(saved(tar_of(files).bytes())),
              ElementsAre("!def/layer.tar is not in it, or cannot be read"));
  EXPECT_THAT(load(written({{"x", "y"}})).at(0), HasSubstr("!it has neither index.json"));
  EXPECT_THAT(load(folder_.file("none")).at(0), HasSubstr(": No such file or directory"));
}

TEST_F(LoadImages, NothingOutsideIsRead) {
  std::ofstream{folder_.file("secret.json")} << config_of(kLayer);
  Files files = docker_archive({"web:1"});
  files["manifest.json"] =
      R"([{"Config": "../secret.json", "RepoTags": ["web:1"], "Layers": ["def/layer.tar"]}])";
  EXPECT_THAT(load(written(files)), ElementsAre("!../secret.json is not in it, or cannot be read"));
  EXPECT_THAT(load(saved(tar_of(files).bytes())),
              ElementsAre("!../secret.json is not in it, or cannot be read"));
  files["manifest.json"] = R"([{"Config": "link", "RepoTags": ["web:1"], "Layers": ["def/layer.tar"]}])";
  const std::string path = written(files);
  std::filesystem::create_symlink(folder_.file("secret.json"), path + "/link");
  EXPECT_THAT(load(path), ElementsAre("!link is not in it, or cannot be read"));
}

TEST_F(LoadImages, WhatIsNoArchiveIsSaid) {
  const std::string good = tar_of(docker_archive({"web:1"})).bytes();
  EXPECT_THAT(load(saved(gzip(good))).at(0),
              HasSubstr("archive.tar: it is compressed (decompress it first: gunzip FILE, unzstd FILE)"));
  EXPECT_THAT(load(saved(std::string(2000, 'x'))).at(0),
              HasSubstr("it is no tar archive: a header is broken at byte 0"));
  EXPECT_THAT(load(saved("")).at(0), HasSubstr("it is no tar archive: it has no files"));
  EXPECT_THAT(load(saved(good.substr(0, 600))).at(0), HasSubstr("it is no tar archive: it is cut short"));
  EXPECT_THAT(
      load(saved(Tar{}.link("manifest.json", "a").link("a", "manifest.json").file("b", "").bytes())).at(0),
      HasSubstr("it has neither index.json"));
}

TEST_F(LoadImages, TwoImagesWithOneNameAreRefused) {
  Files files = docker_archive({"web:1"});
  std::string& list = files["manifest.json"];
  list = "[" + list.substr(1, list.size() - 2) + "," + list.substr(1, list.size() - 2) + "]";
  EXPECT_THAT(load(saved(tar_of(files).bytes()), *oci::Reference::parse("mine")),
              ElementsAre("!it has 2 images: one name is not enough"));
}

/// "OFFSET+BYTES" of a name, or "none".
std::string place(const Tar& tar, const std::string& name) {
  const net::Descriptor file{memfd_create("archive", MFD_CLOEXEC)};
  const std::string bytes = tar.bytes();
  EXPECT_EQ(write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  const auto index = ArchiveIndex::read(file.get());
  if (index.has_error()) return "!" + index.error().message;
  const auto member = index->find(name);
  return member ? std::to_string(member->offset) + "+" + std::to_string(member->bytes) : "none";
}

TEST(ArchiveIndex, FindsFilesByAllFormsOfNames) {
  const std::string longer(150, 'n');
  EXPECT_EQ(place(Tar{}.file("./a/b", "123"), "a/b"), "512+3");
  EXPECT_EQ(place(Tar{}.file("a", "1").file("a", "22"), "a"), "1536+2");
  EXPECT_EQ(place(Tar{}.long_name(longer).file("x", "123"), longer), "1536+3");
  EXPECT_EQ(place(Tar{}.pax({{"path", longer}}).file("x", "123"), longer), "1536+3");
  EXPECT_EQ(place(Tar{}.folder("a").hard_link("b", "c").file("c", "1"), "b"), "1536+1");
  EXPECT_EQ(place(Tar{}.file("a", "1"), "b"), "none");
}

TEST(ArchiveIndex, SizesBeyondTheArchiveAreRefused) {
  EXPECT_EQ(place(Tar{}.entry('0', "a", "", 0644, 1 << 20), "a"), "!it is no tar archive: it is cut short");
  EXPECT_EQ(place(Tar{}.entry('0', "a", "", 0644, std::uint64_t{1} << 62), "a"),
            "!it is no tar archive: it is cut short");
  EXPECT_EQ(place(Tar{}.pax({{"size", "9223372036854775807"}}).file("a", "1"), "a"),
            "!it is no tar archive: it is cut short");
}

}  // namespace
}  // namespace eni::sandbox::images
