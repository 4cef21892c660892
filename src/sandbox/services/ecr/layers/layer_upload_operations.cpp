/// InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload: how a layer comes by the API. The registry sends the bytes in
/// between in its own way, and uses the first and the last of them.
#include "base/text.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/layers/operations.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr std::uint64_t kMinPartBytes = 5 * 1024 * 1024;   // of all parts but the last
constexpr std::uint64_t kMaxPartBytes = 20 * 1024 * 1024;  // Source: ECR's model, LayerPartBlob.
constexpr std::int64_t kProposedPartBytes = 10 * 1024 * 1024;

ApiResult<std::shared_ptr<LayerUpload>> upload_of(const Call& call, const NamedDocument& repository) {
  return layer_store(call.env).find_upload(repository_arn(repository), call.params.text_or("uploadId", ""));
}

ApiError out_of_order(const LayerUpload& upload) {
  return {"InvalidLayerPartException",
          "The layer part does not begin where the last one ended: the next byte is " +
              std::to_string(upload.bytes)};
}

/// Whether the part is where the call says that it is, and where the upload goes on.
ApiResult<void> check_part(const Call& call, const LayerUpload& upload, std::size_t bytes) {
  constexpr long long kMax = static_cast<long long>(kMaxLayerBytes);
  ENI_TRY(const auto first, call.params.integer("partFirstByte", 0, kMax));
  ENI_TRY(const auto last, call.params.integer("partLastByte", 0, kMax));
  if (bytes == 0 || bytes > kMaxPartBytes)
    return invalid_parameter_at("layerPartBlob", "Member must have length between 1 and 20971520");
  if (!first || !last || *last - *first + 1 != static_cast<long long>(bytes))
    return invalid_parameter_at("partLastByte", "Must be that of the layer part's last byte");
  if (upload.is_receiving || static_cast<std::uint64_t>(*first) != upload.bytes) return out_of_order(upload);
  return {};
}

}  // namespace

ApiResult<Reply> initiate_layer_upload(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto upload, layer_store(call.env).begin_upload(repository_arn(repository)));
  return Reply{json::object{{"uploadId", upload->id}, {"partSize", kProposedPartBytes}}};
}

ApiResult<Reply> upload_layer_part(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto upload, upload_of(call, repository));
  const auto bytes = base64_decode(call.params.text_or("layerPartBlob", ""));
  if (!bytes) return invalid_parameter_at("layerPartBlob", "Must be base64");
  ENI_CHECK(check_part(call, *upload, bytes->size()));
  upload->has_small_part =
      upload->has_small_part || (upload->bytes > 0 && upload->last_part_bytes < kMinPartBytes);
  upload->last_part_bytes = bytes->size();
  ENI_CHECK(layer_store(call.env).append(*upload, *bytes));
  json::object reply = named(repository);
  reply["uploadId"] = upload->id;
  reply["lastByteReceived"] = upload->bytes - 1;
  return Reply{std::move(reply)};
}

ApiResult<Reply> complete_layer_upload(Call& call) {
  ENI_TRY(const auto repository, required_repository(call));
  ENI_TRY(const auto upload, upload_of(call, repository));
  ENI_TRY(const auto digests, call.params.texts("layerDigests"));
  if (digests.size() != 1)
    return invalid_parameter_at("layerDigests", "Must be one sha256 digest");  // ECR takes others beside it.
  const auto digest = oci::Digest::parse(digests[0]);
  if (digest.has_error()) return invalid_parameter_at("layerDigests", digest.error().message);
  if (upload->is_receiving) return out_of_order(*upload);
  ENI_CHECK(layer_store(call.env).complete(*upload, *digest));
  json::object reply = named(repository);
  reply["uploadId"] = upload->id;
  reply["layerDigest"] = digest->text();
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecr_service
