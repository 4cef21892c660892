/// Layers and configurations: GET and HEAD of /v2/NAME/blobs/DIGEST.
#include "sandbox/gateway/byte_range.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/registry/endpoints.h"

namespace eni::sandbox::ecr_service {
namespace {

RegistryError unknown_blob(const std::string& digest) {
  return {404, "BLOB_UNKNOWN",
          "The layer with digest '" + digest.substr(0, 100) + "' does not exist in the repository"};
}

RegistryAnswer file_answer(const net::Request& request, const EcrLayer& layer, net::Descriptor file) {
  RegistryAnswer answer{{200,
                         {{"Content-Type", "application/octet-stream"},
                          {"Docker-Content-Digest", layer.digest},
                          {"ETag", "\"" + layer.digest + "\""},
                          {"Accept-Ranges", "bytes"}},
                         ""}};
  const auto range = read_byte_range(request.headers.text("Range"), layer.bytes);
  if (range.has_error()) {
    answer.response = write_error({416, "SIZE_INVALID", range.error().message});
    answer.response.headers.add("Content-Range", "bytes */" + std::to_string(layer.bytes));
    return answer;
  }
  const ByteRange part = range->value_or(ByteRange{0, layer.bytes});
  if (*range) {
    answer.response.status = 206;
    answer.response.headers.add("Content-Range", content_range(part, layer.bytes));
  }
  answer.file = net::FileRange{std::move(file), static_cast<std::uint64_t>(part.offset),
                               static_cast<std::uint64_t>(part.length)};
  return answer;
}

}  // namespace

/// IAM's words for it are those of the operations behind: a look is BatchCheckLayerAvailability, a download GetDownloadUrlForLayer.
EndpointTask get_blob(RegistryCall& call) {
  const auto digest = oci::Digest::parse(call.route.reference);
  if (digest.has_error()) co_return RegistryError{400, "DIGEST_INVALID", digest.error().message};
  json::object params;
  const bool is_look = call.request.method == "HEAD";
  if (is_look) {
    json::array digests;
    digests.push_back(json::value(digest->text()));
    params["layerDigests"] = std::move(digests);
  } else {
    params["layerDigest"] = digest->text();
  }
  auto task = call.ask(is_look ? "BatchCheckLayerAvailability" : "GetDownloadUrlForLayer", std::move(params));
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  LayerStore& store = layer_store(call.env);
  const auto layer = store.find(call.arn(), *digest);
  auto file = layer ? store.open(*layer) : net::Descriptor{};
  if (!file) co_return unknown_blob(digest->text());
  co_return file_answer(call.request, *layer, std::move(file));
}

/// ECR has no operation for it: layers go with the images that they belong to.
EndpointTask delete_blob(RegistryCall&) {
  co_return RegistryError{405, "UNSUPPORTED", "Layers are deleted with their images"};
}

}  // namespace eni::sandbox::ecr_service
