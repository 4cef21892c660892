#include "sandbox/services/lambda/function_layers.h"

#include <map>

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/lambda/code_archive.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/layer_name.h"

namespace eni::sandbox::lambda_service {
namespace {

constexpr std::size_t kMaxLayers = 5;

/// The version, for the caller to use.
ApiResult<LambdaLayerVersion> usable_layer(const Call& call, const std::string& arn) {
  const auto reference = parse_layer_arn(arn);
  const bool is_own = reference && reference->key.account == call.account().value;
  if (is_own && reference->key.region != call.region.value) {
    return invalid_value(
        "Layers are not in the same region as the function. Layers are expected to be in region " +
        call.region.value + ".");
  }
  const auto layer =
      reference ? call.store<LambdaLayerRepository>().find(reference->key, reference->version) : std::nullopt;
  if (!reference || (is_own && !layer)) return invalid_value("Layer version " + arn + " does not exist.");
  // One of another Region is as one that is not there: nobody may use it.
  if (!layer || reference->key.region != call.region.value) {
    Access nobodys;
    nobodys.resources = {arn};
    nobodys.resource_policy = R"({"Version": "2012-10-17", "Statement": []})";
    ENI_CHECK(call.env.gateway.authorize(call.principal, call.region, "lambda:GetLayerVersion", nobodys));
    return invalid_value("Layer version " + arn + " does not exist.");
  }
  ENI_CHECK(call.env.gateway.authorize(call.principal, call.region, "lambda:GetLayerVersion",
                                       access_to_layer(call, *reference)));
  return *layer;
}

std::vector<LayerReference> layers_of(const LambdaFunction& function) {
  std::vector<LayerReference> layers;
  for (const json::value& layer : array_at(function.configuration, "Layers"))
    if (auto reference = parse_layer_arn(text_at(layer, "Arn"))) layers.push_back(*std::move(reference));
  return layers;
}

}  // namespace

ApiResult<void> apply_layers(const Call& call, json::object& configuration) {
  if (!call.params.has("Layers")) return {};
  ENI_TRY(const std::vector<std::string> arns, call.params.texts("Layers"));
  if (arns.size() > kMaxLayers) return invalid_value("Cannot reference more than 5 layers.");
  json::array layers;
  std::map<LayerKey, std::string> seen;
  for (const std::string& arn : arns) {
    ENI_TRY(const LambdaLayerVersion layer, usable_layer(call, arn));
    const auto [other, is_new] = seen.emplace(layer.key, arn);
    if (!is_new) {
      return invalid_value(
          "Two different versions of the same layer are not allowed to be referenced in the same function. " +
          other->second + " and " + arn + " are versions of the same layer.");
    }
    layers.push_back(json::object{
        {"Arn", arn}, {"CodeSize", integer_at(object_at(layer.document, "Content"), "CodeSize")}});
  }
  configuration.erase("Layers");
  if (!layers.empty()) configuration["Layers"] = std::move(layers);
  return {};
}

ApiResult<void> check_size_with_layers(const Call& call, const LambdaFunction& function,
                                       std::int64_t code_bytes) {
  std::int64_t bytes = code_bytes;
  for (const LayerReference& reference : layers_of(function)) {
    const auto layer = call.store<LambdaLayerRepository>().find(reference.key, reference.version);
    if (layer) bytes += layer->unzipped_bytes;
  }
  if (bytes <= static_cast<std::int64_t>(kMaxUnzippedBytes)) return {};
  return invalid_value("Function code combined with layers exceeds the maximum allowed size of " +
                       std::to_string(kMaxUnzippedBytes) + " bytes. The actual size is " +
                       std::to_string(bytes) + " bytes.");
}

std::vector<std::string> layer_zips(Store& store, const LambdaFunction& function) {
  std::vector<std::string> zips;
  for (const LayerReference& layer : layers_of(function))
    zips.push_back(store.get<LambdaLayerRepository>().code(layer.key, layer.version));
  return zips;
}

}  // namespace eni::sandbox::lambda_service
