#include "sandbox/services/ecr/layers/layer_urls.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ecr/layers/layer_store.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::string_view kPath = "/_sandbox/ecr/layers/";
constexpr std::chrono::hours kValid{1};
constexpr std::size_t kKeyLength = 43;  // 256 bits

net::Response refusal(int status, std::string_view text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(text) + "\n"};
}

}  // namespace

LayerUrls::LayerUrls(Environment& env) : env_{env}, key_{env.random.text(kKeyLength, kAlphanumeric)} {
  for (const std::string_view method : {"GET", "HEAD"})
    env.gateway.add_page(
        {method, kPath,
         [this](Environment&, const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
           serve(request, *responder);
         }});
}

std::string LayerUrls::signature(std::string_view repository, std::string_view digest,
                                 std::string_view expires) const {
  std::string text;
  append(text, {repository, "\n", digest, "\n", expires});
  return key_.sign_hex(text);
}

std::string LayerUrls::url_of(const std::string& repository, const std::string& digest) const {
  const std::string expires = std::to_string(epoch_millis(env_.scheduler.now() + kValid));
  return env_.settings.endpoint_url + std::string(kPath) + digest +
         "?repository=" + percent_encode(repository) + "&expires=" + expires +
         "&signature=" + signature(repository, digest, expires);
}

void LayerUrls::serve(const net::Request& request, net::Responder& responder) const {
  const std::string digest = percent_decode(request.path().substr(kPath.size()));
  const auto value = [&](std::string_view key) {
    return net::query_value(request.query(), key).value_or("");
  };
  const std::string repository = value("repository");
  const std::string expires = value("expires");
  if (!equal_in_constant_time(signature(repository, digest, expires), value("signature")))
    return responder.send(refusal(403, "this URL is not one that GetDownloadUrlForLayer has given out"));
  if (parse_integer(expires).value_or(0) < epoch_millis(env_.scheduler.now()))
    return responder.send(refusal(403, "this URL has expired; ask GetDownloadUrlForLayer for another"));
  const auto parsed = oci::Digest::parse(digest);
  const auto layer = parsed ? layer_store(env_).find(repository, *parsed) : std::nullopt;
  auto file = layer ? layer_store(env_).open(*layer) : net::Descriptor{};
  if (!file) return responder.send(refusal(404, "the repository has no such layer any more"));
  responder.send_file({200, {{"Content-Type", "application/octet-stream"}}, ""},
                      {std::move(file), 0, static_cast<std::uint64_t>(layer->bytes)});
}

}  // namespace eni::sandbox::ecr_service
