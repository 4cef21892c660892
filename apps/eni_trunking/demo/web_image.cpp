#include "eni_trunking/demo/web_image.h"

#include "base/hash.h"
#include "base/json.h"
#include "embedded/demo_web.h"
#include "eni_trunking/image/tar_header.h"

namespace eni::command {

namespace {

/// As Go names it.
#if defined(__aarch64__)
constexpr const char* kImageArchitecture = "arm64";
#else
constexpr const char* kImageArchitecture = "amd64";
#endif

constexpr const char* kProgram = "web";
constexpr const char* kLayer = "layer.tar";
constexpr const char* kConfig = "config.json";

std::string tar_entry(TarEntry kind, const std::string& name, std::string_view bytes) {
  return tar_header(kind, name, bytes.size()) + std::string(bytes) + tar_padding(bytes.size());
}

std::string image_config(const std::string& layer) {
  const json::object config{{"Entrypoint", json::array{json::value(std::string("/") + kProgram)}},
                            {"Cmd", json::array{json::value("serve")}},
                            {"ExposedPorts", json::object{{"80/tcp", json::object{}}}}};
  const json::array layers{json::value("sha256:" + sha256_hex(layer))};
  return json::serialize(json::object{{"architecture", kImageArchitecture},
                                      {"os", "linux"},
                                      {"config", config},
                                      {"rootfs", json::object{{"type", "layers"}, {"diff_ids", layers}}}});
}

std::string image_manifest() {
  const json::object image{{"Config", kConfig},
                           {"RepoTags", json::array{json::value(kWebImage)}},
                           {"Layers", json::array{json::value(kLayer)}}};
  return json::serialize(json::array{json::value(image)});
}

}  // namespace

std::string web_image_archive(std::string_view program) {
  const std::string layer = tar_entry(TarEntry::kProgram, kProgram, program) + tar_end();
  return tar_entry(TarEntry::kFile, "manifest.json", image_manifest()) +
         tar_entry(TarEntry::kFile, kConfig, image_config(layer)) +
         tar_entry(TarEntry::kFile, kLayer, layer) + tar_end();
}

std::string web_image_archive() { return web_image_archive(embedded::demo_web); }

}  // namespace eni::command
