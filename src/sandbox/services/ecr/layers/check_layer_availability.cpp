/// BatchCheckLayerAvailability.
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/layers/operations.h"
#include "sandbox/store/ecr_image_repository.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::size_t kMaxDigests = 100;

json::object failure(const std::string& digest) {
  const bool is_missing = digest.empty();
  return {{"layerDigest", digest},
          {"failureCode", is_missing ? "MissingLayerDigest" : "InvalidLayerDigest"},
          {"failureReason",
           is_missing ? "A layer digest is missing" : "Invalid layer digest: " + digest.substr(0, 100)}};
}

}  // namespace

ApiResult<Reply> batch_check_layer_availability(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto texts, call.params.texts("layerDigests"));
  if (texts.empty() || texts.size() > kMaxDigests)
    return invalid_parameter_at("layerDigests", "Member must have length between 1 and 100");
  const std::string arn = repository_arn(repository);
  json::array layers;
  json::array failures;
  for (const std::string& text : texts) {
    const auto digest = oci::Digest::parse(text);
    if (digest.has_error()) {
      failures.push_back(failure(text));
      continue;
    }
    const auto layer = layer_store(call.env).find(arn, *digest);
    json::object shown{{"layerDigest", text}, {"layerAvailability", layer ? "AVAILABLE" : "UNAVAILABLE"}};
    if (layer) {
      shown["layerSize"] = layer->bytes;
      if (const auto part = call.store<EcrImageRepository>().find_part(arn, text))
        shown["mediaType"] = part->media_type;
    }
    layers.push_back(std::move(shown));
  }
  return Reply{json::object{{"layers", std::move(layers)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecr_service
