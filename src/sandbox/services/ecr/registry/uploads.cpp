/// Uploads: POST /v2/NAME/blobs/uploads/, and what becomes of an upload beside the bytes that it gets (layer_receiver).
#include "base/text.h"
#include "sandbox/services/ecr/account_settings.h"
#include "sandbox/services/ecr/layers/layer_store.h"
#include "sandbox/services/ecr/registry/endpoints.h"

namespace eni::sandbox::ecr_service {
namespace {

std::string upload_location(const RegistryCall& call, const std::string& id) {
  return call.location("blobs/uploads/" + id);
}

/// "0-LAST", which of nothing is "0-0".
std::string range_so_far(std::uint64_t bytes) { return "0-" + std::to_string(bytes == 0 ? 0 : bytes - 1); }

RegistryAnswer layer_created(const RegistryCall& call, const std::string& digest) {
  return {{201, {{"Location", call.location("blobs/" + digest)}, {"Docker-Content-Digest", digest}}, ""}};
}

/// The upload of the route, for those who may send into it.
RegistryResult<std::shared_ptr<LayerUpload>> upload_of(const RegistryCall& call) {
  const auto access =
      access_to(call.env.store, call.caller.account.value, call.caller.region, call.route.name);
  auto allowed =
      call.env.gateway.authorize(call.caller.principal, call.caller.region, "ecr:UploadLayerPart", access);
  if (allowed.has_error()) return RegistryError{403, "DENIED", allowed.error().message};
  auto upload = layer_store(call.env).find_upload(call.arn(), call.route.reference);
  if (upload.has_error()) return to_registry_error(call.route.kind, upload.error());
  return *std::move(upload);
}

/// The layer `mount` of the repository `from`, if the account lets layers be mounted and the client may download it there.
Task<std::optional<EcrLayer>> mountable_layer(const RegistryCall& call) {
  const std::string text = call.query("mount");
  const auto digest = oci::Digest::parse(text);
  const std::string from = call.query("from");
  if (digest.has_error() || from.empty() ||
      !mounts_blobs(call.env.store, call.caller.account, call.caller.region))
    co_return std::nullopt;
  RegistryCall source{call.env, {}, call.route, call.caller};
  source.route.name = from;
  auto task = source.ask("GetDownloadUrlForLayer", json::object{{"layerDigest", text}});
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return std::nullopt;
  co_return layer_store(call.env).find(source.arn(), *digest);
}

}  // namespace

RegistryAnswer upload_state(const RegistryCall& call, const std::string& id, std::uint64_t bytes) {
  return {
      {202,
       {{"Location", upload_location(call, id)}, {"Docker-Upload-UUID", id}, {"Range", range_so_far(bytes)}},
       ""}};
}

EndpointTask begin_upload(RegistryCall& call) {
  auto task = call.ask("InitiateLayerUpload", {});
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  const std::string id = text_at(*reply, "uploadId");
  if (call.query("mount").empty()) co_return upload_state(call, id, 0);
  auto mount = mountable_layer(call);
  const auto layer = co_await std::move(mount);
  if (!layer) co_return upload_state(call, id, 0);
  LayerStore& store = layer_store(call.env);
  store.share(call.arn(), *layer);
  if (const auto unused = store.find_upload(call.arn(), id)) store.cancel(**unused);
  co_return layer_created(call, layer->digest);
}

EndpointTask get_upload(RegistryCall& call) {
  const auto upload = upload_of(call);
  if (upload.has_error()) co_return upload.error();
  RegistryAnswer answer = upload_state(call, (*upload)->id, (*upload)->bytes);
  answer.response.status = 204;
  co_return answer;
}

EndpointTask cancel_upload(RegistryCall& call) {
  const auto upload = upload_of(call);
  if (upload.has_error()) co_return upload.error();
  layer_store(call.env).cancel(**upload);
  co_return RegistryAnswer{{204, {}, ""}};
}

EndpointTask complete_upload(RegistryCall& call, std::string upload_id) {
  const std::string digest = call.query("digest");
  json::array digests;
  digests.push_back(json::value(digest));
  json::object params{{"uploadId", upload_id}, {"layerDigests", std::move(digests)}};
  auto task = call.ask_ecr("CompleteLayerUpload", std::move(params));
  const auto reply = co_await std::move(task);
  if (reply.has_error() && reply.error().code == "InvalidParameterException")
    co_return RegistryError{400, "DIGEST_INVALID", reply.error().message};
  if (reply.has_error() && reply.error().code != "LayerAlreadyExistsException")
    co_return to_registry_error(call.route.kind, reply.error());
  // One that was there already is in use again, for its manifest comes next.
  if (const auto known = oci::Digest::parse(digest)) layer_store(call.env).find(call.arn(), *known);
  co_return layer_created(call, digest);
}

}  // namespace eni::sandbox::ecr_service
