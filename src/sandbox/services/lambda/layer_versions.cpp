/// PublishLayerVersion, GetLayerVersion, GetLayerVersionByArn, ListLayers, ListLayerVersions, DeleteLayerVersion.
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/lambda/code_source.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/layer_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {
namespace {

/// What lists leave out.
json::object shown_in_list(const LambdaLayerVersion& layer) {
  json::object item = layer.document;
  item.erase("Content");
  return item;
}

json::object shown(const LambdaLayerVersion& layer) {
  json::object reply = layer.document;
  reply["LayerArn"] = layer_arn(layer.key);
  return reply;
}

ApiResult<Reply> get_version(const Call& call, const LayerReference& reference) {
  if (reference.version < 1) return invalid_value("Layer Version Cannot be less than 1");
  const auto layer = call.store<LambdaLayerRepository>().find(reference.key, reference.version);
  if (!layer) return resource_not_found("The resource you requested does not exist.");
  return Reply{shown(*layer)};
}

bool contains(const json::array& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(),
                     [text](const json::value& element) { return as_text(element) == text; });
}

/// Whether it says that it is for what the call asks for; all that the call does not ask for fits.
bool fits(const Call& call, const LambdaLayerVersion& layer) {
  const auto runtime = call.params.text("CompatibleRuntime");
  const auto architecture = call.params.text("CompatibleArchitecture");
  return (!runtime || contains(array_at(layer.document, "CompatibleRuntimes"), *runtime)) &&
         (!architecture || contains(array_at(layer.document, "CompatibleArchitectures"), *architecture));
}

/// A page of `items`, whose marker is the number of those before it.
ApiResult<Reply> page_of(const Call& call, json::array items, std::string_view member) {
  ENI_TRY(const auto max_items, call.params.integer("MaxItems", 1, 50));
  const auto marker = base64_decode(call.params.text_or("Marker", ""));
  const auto begin = marker && marker->empty() ? 0 : parse_integer(marker.value_or(""));
  if (!begin || *begin < 0) return invalid_value("Invalid marker.");
  const auto first = std::min(static_cast<std::size_t>(*begin), items.size());
  const auto last = std::min(first + static_cast<std::size_t>(max_items.value_or(50)), items.size());
  json::object reply;
  reply[member] = json::array(items.begin() + static_cast<std::ptrdiff_t>(first),
                              items.begin() + static_cast<std::ptrdiff_t>(last));
  if (last < items.size()) reply["NextMarker"] = base64_encode(std::to_string(last));
  return Reply{std::move(reply)};
}

}  // namespace

Task<ApiResult<Reply>> publish_layer_version(Call& call) {
  json::object source = object_at(call.params.all(), "Content");
  ENI_CO_TRY(const LambdaCode package,
             co_await read_code(call, std::move(source), {}, "PublishLayerVersion"));
  LambdaLayerRepository& layers = call.store<LambdaLayerRepository>();
  sqlite::Transaction transaction{call.env.store.database()};
  LambdaLayerVersion layer;
  layer.key = {call.account().value, call.region.value, referenced_layer(call).key.name};
  layer.version = layers.next_version(layer.key);
  layer.unzipped_bytes = package.unzipped_bytes;
  layer.document = {{"LayerVersionArn", layer_version_arn({layer.key, layer.version})},
                    {"Version", layer.version},
                    {"Description", call.params.text_or("Description", "")},
                    {"CreatedDate", replace_all(iso8601_millis(call.now()), "Z", "+0000")},
                    {"Content", {{"CodeSize", package.zip.size()}, {"CodeSha256", package.sha256}}}};
  for (const char* list : {"CompatibleRuntimes", "CompatibleArchitectures"})
    if (call.params.has(list)) layer.document[list] = array_at(call.params.all(), list);
  if (const auto license = call.params.text("LicenseInfo")) layer.document["LicenseInfo"] = *license;
  layers.create(layer, package.zip);
  Reply reply{shown(layer)};
  reply.status = 201;
  run_commit_hook(call, reply);
  transaction.commit();
  co_return reply;
}

ApiResult<Reply> get_layer_version(Call& call) { return get_version(call, referenced_layer(call)); }

ApiResult<Reply> get_layer_version_by_arn(Call& call) { return get_version(call, referenced_layer(call)); }

ApiResult<Reply> list_layer_versions(Call& call) {
  const LayerKey key = referenced_layer(call).key;
  json::array versions;
  for (const LambdaLayerVersion& layer :
       call.store<LambdaLayerRepository>().list(key.account, key.region, key.name))
    if (fits(call, layer)) versions.push_back(shown_in_list(layer));
  return page_of(call, std::move(versions), "LayerVersions");
}

ApiResult<Reply> list_layers(Call& call) {
  json::array layers;
  std::string last;
  for (const LambdaLayerVersion& layer :
       call.store<LambdaLayerRepository>().list(call.account().value, call.region.value, "")) {
    if (layer.key.name == last || !fits(call, layer)) continue;
    last = layer.key.name;
    layers.push_back(json::object{{"LayerName", layer.key.name},
                                  {"LayerArn", layer_arn(layer.key)},
                                  {"LatestMatchingVersion", shown_in_list(layer)}});
  }
  return page_of(call, std::move(layers), "Layers");
}

/// One that is not there is no error.
ApiResult<Reply> delete_layer_version(Call& call) {
  const LayerReference layer = referenced_layer(call);
  if (layer.version < 1) return invalid_value("Layer Version Cannot be less than 1");
  call.store<LambdaLayerRepository>().remove(layer.key, layer.version);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::lambda_service
