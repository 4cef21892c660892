/// The role of the EC2 instance that this runs on, from its instance metadata service.
/// Source: EC2 User Guide, "Retrieve security credentials from instance metadata"; botocore's InstanceMetadataFetcher.
#include <algorithm>

#include "base/text.h"
#include "client/credentials/sources.h"
#include "client/instance_metadata_service.h"

namespace eni::client {

namespace {

constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";
/// While EC2 cannot renew them, the service gives expired credentials, which AWS still accepts.
constexpr std::chrono::minutes kExtension{15};

}  // namespace

LoadedCredentials from_instance_metadata(const CredentialContext& context, const std::string&) {
  ENI_TRY(std::optional<InstanceMetadataService> service,
          InstanceMetadataService::open(context.configuration));
  if (!service || !service->begin_session()) return std::nullopt;
  const auto role = service->get(kRolePath);
  if (!role) return std::nullopt;
  const auto text = service->get(kRolePath + percent_encode(trim(*role), Slash::kKeep));
  const auto answer = text ? parse_json(*text) : Result<json::value>{Error{}};
  // A role that EC2 is not trusted by is told with the status 200, and without keys.
  if (answer.has_error() || text_at(*answer, "AccessKeyId").empty()) return std::nullopt;
  ENI_TRY(std::optional<ExpiringCredentials> found,
          read_credentials(*answer, "Token", "the instance metadata service"));
  if (found->expires_at) found->expires_at = std::max(*found->expires_at, context.now() + kExtension);
  return found;
}

}  // namespace eni::client
