#include "sandbox/services/ecr/registry/layer_receiver.h"

#include "base/text.h"
#include "oci/reference.h"
#include "sandbox/services/ecr/registry/endpoints.h"
#include "sandbox/services/ecr/registry/pages.h"

namespace eni::sandbox::ecr_service {
namespace {

using Kind = RegistryRoute::Kind;

constexpr std::string_view kRangeUnit = "bytes ";

EndpointTask state_of(RegistryCall& call, std::shared_ptr<LayerUpload> upload) {
  co_return upload_state(call, upload->id, upload->bytes);
}

}  // namespace

bool sends_layer(const net::Request& head, const RegistryRoute& route) {
  if (route.kind == Kind::kUpload) return head.method == "PATCH" || head.method == "PUT";
  return route.kind == Kind::kUploads && head.method == "POST" && net::query_value(head.query(), "digest");
}

LayerReceiver::LayerReceiver(Environment& env, const net::Request& head)
    : env_{env}, head_{head.method, head.target, head.headers, ""}, route_{read_route(head.path())} {}

LayerReceiver::~LayerReceiver() { release(); }

/// Others may send into the upload again.
void LayerReceiver::release() {
  if (const auto upload = std::exchange(upload_, nullptr)) upload->is_receiving = false;
}

RegistryResult<void> LayerReceiver::authorize(const RegistryCaller& caller) const {
  const bool begins = route_.kind == Kind::kUploads;
  const auto access = access_to(env_.store, caller.account.value, caller.region, route_.name);
  const auto allowed = env_.gateway.authorize(
      caller.principal, caller.region, begins ? "ecr:InitiateLayerUpload" : "ecr:UploadLayerPart", access);
  if (allowed.has_error()) return RegistryError{403, "DENIED", allowed.error().message};
  return {};
}

RegistryResult<void> LayerReceiver::open_upload(const RegistryCaller& caller) {
  const RegistryCall call{env_, {}, route_, caller};
  auto& repositories = env_.store.get<EcrRepository>().repositories;
  if (!repositories.find(caller.account.value, caller.region.value, route_.name))
    return RegistryError{404, "NAME_UNKNOWN",
                         "The repository with name '" + route_.name +
                             "' does not exist in the registry with id '" + caller.account.value + "'"};
  LayerStore& store = layer_store(env_);
  auto upload = route_.kind == Kind::kUploads ? store.begin_upload(call.arn())
                                              : store.find_upload(call.arn(), route_.reference);
  if (upload.has_error()) return to_registry_error(route_.kind, upload.error());
  if ((*upload)->is_receiving)
    return RegistryError{409, "BLOB_UPLOAD_INVALID", "Another request sends into this upload just now"};
  upload_ = *std::move(upload);
  upload_->is_receiving = true;
  return {};
}

/// "FIRST-LAST", where a client says it: the upload must go on there.
RegistryResult<void> LayerReceiver::check_range() const {
  std::string_view range = head_.headers.text("Content-Range");
  if (range.empty()) return {};
  if (range.starts_with(kRangeUnit)) range.remove_prefix(kRangeUnit.size());
  const auto first = parse_integer(range.substr(0, range.find('-')));
  if (first && *first >= 0 && static_cast<std::uint64_t>(*first) == upload_->bytes) return {};
  RegistryError error{416, "BLOB_UPLOAD_INVALID",
                      "The upload has " + std::to_string(upload_->bytes) + " bytes; go on behind them"};
  const RegistryCall call{env_, {}, route_, *caller_};
  error.headers = upload_state(call, upload_->id, upload_->bytes).response.headers;
  return error;
}

RegistryResult<void> LayerReceiver::admit() {
  ENI_TRY(auto caller, authenticate_client(env_, head_));
  if (!oci::is_repository_name(route_.name))
    return RegistryError{400, "NAME_INVALID",
                         "'" + route_.name.substr(0, 100) + "' is not a repository's name"};
  ENI_CHECK(authorize(caller));
  caller_ = std::move(caller);
  ENI_CHECK(open_upload(*caller_));
  return check_range();
}

std::optional<net::Response> LayerReceiver::begin() {
  RegistryError error;
  try {
    auto admitted = admit();
    if (admitted.has_value()) return std::nullopt;
    error = std::move(admitted).error();
  } catch (...) {
    error = thrown_error(env_);
  }
  release();
  log_registry_request(env_, head_, error.status, error.code);
  return registry_response(write_error(error));
}

std::optional<net::Response> LayerReceiver::receive(std::string_view bytes) {
  const auto appended = layer_store(env_).append(*upload_, bytes);
  if (appended.has_value()) return std::nullopt;
  const RegistryError error = to_registry_error(route_.kind, appended.error());
  env_.log.warn("a layer was not kept", {{"repository", route_.name}, {"why", error.message}});
  release();
  return registry_response(write_error(error));
}

void LayerReceiver::finish(net::Request&& request, std::shared_ptr<net::Responder> responder) {
  auto upload = upload_;
  release();
  request.body.clear();
  RegistryCall call{env_, std::move(request), route_, *std::move(caller_)};
  answer_registry_call(std::move(call), std::move(responder), [upload](RegistryCall& of) {
    return of.request.method == "PATCH" ? state_of(of, upload) : complete_upload(of, upload->id);
  });
}

}  // namespace eni::sandbox::ecr_service
