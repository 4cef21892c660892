#pragma once
/// How calls name layers: by a name or an ARN, with the number of a version beside it or at its end.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/lambda_layer_repository.h"

namespace eni::sandbox::lambda_service {

struct LayerReference {
  LayerKey key;
  std::int64_t version = 0;  ///< 0 if none was given
};

/// arn:aws:lambda:REGION:ACCOUNT:layer:NAME[:VERSION]; nothing of what is none.
std::optional<LayerReference> parse_layer_arn(std::string_view text);
/// What a call's LayerName and VersionNumber name, or its Arn; it need not exist.
LayerReference referenced_layer(const Call& call);

std::string layer_arn(const LayerKey& key);
std::string layer_version_arn(const LayerReference& layer);

/// What IAM is asked about a call on one layer, or on one version, which may have a policy.
Access layer_access(const Call& call);
Access layer_version_access(const Call& call);
/// The same for who wants to use the version.
Access access_to_layer(const Call& call, const LayerReference& layer);

}  // namespace eni::sandbox::lambda_service
