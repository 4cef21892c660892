#pragma once
/// Pulls from registries, as Docker and containerd do: manifests by tag or digest, the one of an index that suits a platform, blobs.
/// Nothing is believed: digests, sizes and types are checked, and all that a registry may make longer has a bound.
/// Sources: OCI Distribution Specification 1.1, "Pull"; distribution/distribution, "Token Authentication Specification".
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/scheduler.h"
#include "net/streaming_client.h"
#include "oci/manifest.h"
#include "oci/platform.h"
#include "oci/reference.h"
#include "sandbox/images/image_source.h"
#include "sandbox/images/registry/docker_config.h"

namespace eni::sandbox::images {

struct RegistryOptions {
  /// Registries that are elsewhere than their names say: host -> base URL, "http://127.0.0.1:4566". They see their own name as Host.
  std::map<std::string, std::string> endpoints = {};
  int max_attempts = 5;                                   ///< that bring nothing new, one after the other
  Duration first_delay = std::chrono::milliseconds{500};  ///< between them; longer each time
  Duration max_silence = std::chrono::minutes{1};         ///< as the ECS agent's time of inactivity
  Duration max_duration = std::chrono::hours{2};  ///< of one answer, as the ECS agent's time for an image
};

/// One image's way, with the logins that it needs. Outlives what it was asked.
class RegistryClient final : public ImageSource {
 public:
  /// @param credentials  empty: without a login
  RegistryClient(Scheduler& scheduler, Random& random, net::StreamingClient& http, RegistryOptions options,
                 oci::Reference image, Credentials credentials);
  RegistryClient(const RegistryClient&) = delete;
  RegistryClient& operator=(const RegistryClient&) = delete;

  std::string origin() const override { return image_.registry; }
  Task<PullResult<FetchedManifest>> fetch_manifest(oci::Platform platform) override;
  Task<PullResult<void>> fetch_blob(oci::Descriptor blob, BlobTarget& target) override;

 private:
  /// As get_once(), again where that may help.
  Task<PullResult<net::Response>> get(std::string path, net::Headers headers, net::StreamOptions options);
  /// With a login where the registry wants one.
  Task<PullResult<net::Response>> get_once(std::string path, net::Headers headers,
                                           net::StreamOptions options);
  /// Also to where its answers lead.
  Task<PullResult<net::Response>> follow(net::Url url, net::Headers headers, net::StreamOptions options);
  Task<PullResult<void>> authorize(net::Response refusal);
  Task<PullResult<void>> ask_for_token(net::Url realm, std::string service, std::string scope);
  Task<PullResult<FetchedManifest>> fetch_one_manifest(std::string name);
  Task<PullResult<void>> try_blob(oci::Descriptor blob, BlobTarget& target);
  bool is_own(const net::Url& url) const;
  /// Tells the registry's name to a server at another address.
  void name_registry(net::Request& request) const;
  net::StreamOptions stream_options() const;
  std::string path(std::string_view kind, std::string_view name) const;
  PullFailure refusal(const net::Response& response, const std::string& url) const;

  Scheduler& scheduler_;
  Random& random_;
  net::StreamingClient& http_;
  const RegistryOptions options_;
  const oci::Reference image_;
  const Credentials credentials_;
  Result<net::Url> base_;
  std::string authorization_;  ///< of the header; "": none yet. Never logged
};

}  // namespace eni::sandbox::images
