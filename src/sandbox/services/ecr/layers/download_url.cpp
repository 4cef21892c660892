/// GetDownloadUrlForLayer.
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/layers/layer_urls.h"
#include "sandbox/services/ecr/layers/operations.h"

namespace eni::sandbox::ecr_service {

/// @error  LayersNotFoundException. AWS refuses those that no image refers to, too; here a layer can be had as soon as it is there,
///         for clients of the registry look at what they have just pushed.
ApiResult<Reply> get_download_url_for_layer(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  const std::string text = call.params.text_or("layerDigest", "");
  const auto digest = oci::Digest::parse(text);
  if (digest.has_error()) return invalid_parameter_at("layerDigest", digest.error().message);
  const std::string arn = repository_arn(repository);
  if (!layer_store(call.env).find(arn, *digest))
    return ApiError{"LayersNotFoundException",
                    "The layer with digest '" + text + "' does not exist " + in_repository(repository)};
  return Reply{json::object{{"downloadUrl", call.env.component<LayerUrls>().url_of(arn, text)},
                            {"layerDigest", text}}};
}

}  // namespace eni::sandbox::ecr_service
