#pragma once
/// For tests: a registry on the loopback, on the loop of who pulls from it, that does as the test says.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include "base/json.h"
#include "base/test_tasks.h"
#include "net/server.h"
#include "oci/digest.h"
#include "oci/media_type.h"

namespace eni::sandbox::images {

struct TestBlob {
  std::string media_type;
  std::string bytes;
};

class TestRegistry {
 public:
  explicit TestRegistry(net::EventLoop& loop)
      : server_{*net::Server::listen(
            loop, {}, [this](net::Request&& request, auto responder) { answer(request, responder); })} {}

  std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

  /// Asked first: whether it answers in the registry's place.
  std::function<bool(const net::Request&, net::Responder&)> intercept;
  /// Blobs are asked for, and do not come.
  bool holds_blobs = false;
  std::vector<std::shared_ptr<net::Responder>> held;
  /// "GET /v2/…", with " Range: …" and " Authorization: …" where they were there.
  std::vector<std::string> requests;

  static json::object descriptor(std::string_view media_type, const std::string& bytes) {
    return {{"mediaType", media_type}, {"digest", oci::Digest::of(bytes).text()}, {"size", bytes.size()}};
  }
  std::string add_blob(const std::string& bytes) {
    const std::string digest = oci::Digest::of(bytes).text();
    blobs_[digest] = bytes;
    return digest;
  }
  /// @return  the manifest's digest
  std::string add_manifest(const std::string& tag, const json::object& manifest,
                           std::string_view media_type = oci::kOciManifest) {
    const TestBlob blob{std::string(media_type), json::serialize(manifest)};
    const std::string digest = oci::Digest::of(blob.bytes).text();
    manifests_[digest] = blob;
    manifests_[tag] = blob;
    return digest;
  }
  /// @param sizes  that the manifest says the layers have; none: their own
  std::string add_image(const std::string& tag, const std::string& config,
                        const std::vector<std::string>& layers,
                        const std::vector<std::uint64_t>& sizes = {}) {
    add_blob(config);
    json::array list;
    for (std::size_t k = 0; k < layers.size(); ++k) {
      add_blob(layers[k]);
      json::object layer = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layers[k]);
      if (!sizes.empty()) layer["size"] = sizes.at(k);
      list.push_back(std::move(layer));
    }
    return add_manifest(
        tag,
        {{"schemaVersion", 2}, {"config", descriptor(oci::kOciConfig, config)}, {"layers", std::move(list)}});
  }
  void forget_blob(const std::string& digest) { blobs_.erase(digest); }

  /// Sends the first `cut` bytes of a body that says it has more, and hangs up.
  static void send_cut(net::Responder& responder, net::Response head, const std::string& bytes,
                       std::size_t cut) {
    net::Descriptor file{memfd_create("blob", MFD_CLOEXEC)};
    (void)!write(file.get(), bytes.data(), cut);
    responder.send_file(std::move(head), {std::move(file), 0, bytes.size()});
  }

 private:
  void answer(const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    std::string line = request.method + " " + request.target;
    for (const char* name : {"Range", "Authorization"})
      if (request.headers.contains(name))
        line += std::string(" ") + name + ": " + std::string(request.headers.text(name));
    requests.push_back(line);
    if (holds_blobs && request.target.find("/blobs/") != std::string::npos) return held.push_back(responder);
    if (intercept && intercept(request, *responder)) return;
    responder->send(regular(request));
  }
  net::Response regular(const net::Request& request) const {
    const std::string name = request.target.substr(request.target.rfind('/') + 1);
    if (request.target.find("/manifests/") != std::string::npos) {
      const auto found = manifests_.find(name);
      if (found != manifests_.end())
        return {200,
                {{"Content-Type", found->second.media_type},
                 {"Docker-Content-Digest", oci::Digest::of(found->second.bytes).text()}},
                found->second.bytes};
    } else if (const auto found = blobs_.find(name); found != blobs_.end()) {
      return part_of(found->second, request.headers.text("Range"));
    }
    return {404, {}, R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})"};
  }
  static net::Response part_of(const std::string& blob, std::string_view range) {
    if (range.empty()) return {200, {}, blob};
    const std::size_t from = std::stoul(std::string(range.substr(range.find('=') + 1)));
    return {206,
            {{"Content-Range", "bytes " + std::to_string(from) + "-" + std::to_string(blob.size() - 1) + "/" +
                                   std::to_string(blob.size())}},
            blob.substr(from)};
  }

  std::unique_ptr<net::Server> server_;
  std::map<std::string, TestBlob> manifests_;
  std::map<std::string, std::string> blobs_;
};

/// Runs a task to its end.
template <class T>
T run_on(net::EventLoop& loop, Task<T> task) {
  std::optional<T> out;
  const auto run = [](net::EventLoop& on, Task<T> what, std::optional<T>& result) -> Task<void> {
    result = co_await std::move(what);
    on.stop();
  };
  TestTasks tasks;
  loop.post([&] { tasks.spawn(run(loop, std::move(task), out)); });
  loop.run();
  return *std::move(out);
}
inline void run_on(net::EventLoop& loop, Task<void> task) {
  run_on(loop, [](Task<void> what) -> Task<bool> {
    co_await std::move(what);
    co_return true;
  }(std::move(task)));
}

}  // namespace eni::sandbox::images
