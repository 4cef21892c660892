#include "sandbox/gateway/call.h"

#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

Reply Reply::raw(std::string body, std::string content_type) {
  Reply reply;
  reply.bytes = std::move(body);
  reply.is_bytes = true;
  if (!content_type.empty()) reply.headers.emplace_back("Content-Type", std::move(content_type));
  return reply;
}

std::string_view Call::partition() const { return aws::partition_of(region).name; }

std::string Call::arn(std::string_view service, std::string_view resource) const {
  std::string out;
  append(out, {"arn:", partition(), ":", service, ":", region.value, ":", account().value, ":", resource});
  return out;
}

std::string Call::global_arn(std::string_view service, std::string_view resource) const {
  std::string out;
  append(out, {"arn:", partition(), ":", service, "::", account().value, ":", resource});
  return out;
}

std::string_view Call::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

ApiResult<void> Call::require(std::string_view action, const std::string& resource,
                              const std::vector<std::pair<std::string, std::string>>& context) const {
  return env.gateway.authorize(principal, region, action, Access{{resource}, context, {}}, source_ip);
}

}  // namespace eni::sandbox
