#include "sandbox/services/lambda/layer_name.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/services/lambda/function_name.h"

namespace eni::sandbox::lambda_service {

std::optional<LayerReference> parse_layer_arn(std::string_view text) {
  const auto arn = aws::Arn::parse(std::string(text));
  if (!arn || arn->service != "lambda") return std::nullopt;
  const std::vector<std::string> parts = split(arn->resource, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0] != "layer") return std::nullopt;
  LayerReference layer{{arn->account, arn->region, parts[1]}};
  if (parts.size() == 3) layer.version = parse_integer(parts[2]).value_or(0);
  return layer;
}

LayerReference referenced_layer(const Call& call) {
  if (const auto arn = call.params.text("Arn")) return parse_layer_arn(*arn).value_or(LayerReference{});
  const std::string name = call.params.text_or("LayerName", "");
  LayerReference layer =
      parse_layer_arn(name).value_or(LayerReference{{call.account().value, call.region.value, name}});
  if (const auto version = call.params.text("VersionNumber"))
    layer.version = parse_integer(*version).value_or(0);
  return layer;
}

std::string layer_arn(const LayerKey& key) {
  return aws::Arn{std::string(aws::partition_of(aws::Region{key.region}).name), "lambda", key.region,
                  key.account, "layer:" + key.name}
      .text();
}

std::string layer_version_arn(const LayerReference& layer) {
  return layer_arn(layer.key) + ":" + std::to_string(layer.version);
}

Access layer_access(const Call& call) {
  Access access;
  access.resources = {layer_arn(referenced_layer(call).key)};
  return access;
}

Access layer_version_access(const Call& call) { return access_to_layer(call, referenced_layer(call)); }

Access access_to_layer(const Call& call, const LayerReference& layer) {
  Access access;
  access.resources = {layer_version_arn(layer)};
  const auto version = call.store<LambdaLayerRepository>().find(layer.key, layer.version);
  if (version) access.resource_policy = policy_document(version->policy);
  // Others need a statement, even where there is none yet.
  if (layer.key.account != call.account().value && access.resource_policy.empty())
    access.resource_policy = R"({"Version": "2012-10-17", "Statement": []})";
  return access;
}

}  // namespace eni::sandbox::lambda_service
