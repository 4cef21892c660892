#include "eni_trunking/sandbox/endpoint_rules.h"

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "sandbox/services/services.h"

namespace eni::command {

namespace {

namespace fs = std::filesystem;

json::object parameter(std::string_view built_in) {
  json::object out{{"required", false}, {"documentation", ""}, {"type", "String"}};
  if (!built_in.empty()) out["builtIn"] = built_in;
  return out;
}

/// One rule: this URL where all `conditions` hold, signed for the region that the client has chosen.
json::object rule(const std::string& url, std::string_view service, json::array conditions) {
  json::object scheme{{"name", "sigv4"}, {"signingName", service}, {"signingRegion", "{Region}"}};
  if (service == "s3") scheme["disableDoubleEncoding"] = true;
  json::array schemes;
  schemes.push_back(std::move(scheme));
  json::object properties{{"authSchemes", std::move(schemes)}};
  json::object endpoint{{"url", url}, {"properties", std::move(properties)}, {"headers", json::object()}};
  return {{"type", "endpoint"}, {"conditions", std::move(conditions)}, {"endpoint", std::move(endpoint)}};
}

/// S3's rules know of buckets: they lead to path style, since names below an address do not resolve.
json::object rule_set(std::string_view service, const std::string& endpoint_url) {
  json::object parameters{{"Region", parameter("AWS::Region")}};
  json::array rules;
  if (service == "s3") {
    parameters["Bucket"] = parameter("");
    json::array arguments;
    arguments.push_back(json::object{{"ref", "Bucket"}});
    json::array has_bucket;
    has_bucket.push_back(json::object{{"fn", "isSet"}, {"argv", std::move(arguments)}});
    rules.push_back(rule(endpoint_url + "/{Bucket}", service, std::move(has_bucket)));
  }
  rules.push_back(rule(endpoint_url, service, json::array()));
  return {{"version", "1.0"}, {"parameters", std::move(parameters)}, {"rules", std::move(rules)}};
}

/// What botocore calls the service: its folders are named so.
std::string client_name(std::string_view service) {
  if (service == "monitoring") return "cloudwatch";
  if (service == "elasticloadbalancing") return "elbv2";
  if (service == "elasticfilesystem") return "efs";
  return std::string(service);
}

}  // namespace

Result<std::string> write_endpoint_rules(const std::string& directory, const std::string& endpoint_url) {
  std::error_code code;
  const fs::path root = fs::absolute(directory, code);
  for (const sandbox::Service* service : sandbox::all_services()) {
    const fs::path folder = root / client_name(service->name) / service->version;
    fs::create_directories(folder, code);
    std::ofstream file{folder / "endpoint-rule-set-1.json"};
    fs::permissions(folder / "endpoint-rule-set-1.json", fs::perms::owner_read | fs::perms::owner_write,
                    code);
    file << pretty(rule_set(service->name, endpoint_url));
    if (!file.flush())
      return Error{"cannot write " + (folder / "endpoint-rule-set-1.json").string(),
                   "give --data-path a folder of yours"};
  }
  return root.string();
}

}  // namespace eni::command
