#include "sandbox/hosts/metadata_request.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kService = "http://169.254.169.254/";
constexpr std::string_view kTokenHeader = "x-aws-ec2-metadata-token";
constexpr std::string_view kLifeHeader = "x-aws-ec2-metadata-token-ttl-seconds";
constexpr long long kMaxLifeSeconds = 21'600;

struct Item {
  std::string_view path;
  std::string MachineFacts::*value;
};

constexpr Item kItems[] = {
    {"latest/meta-data/ami-id", &MachineFacts::image_id},
    {"latest/meta-data/hostname", &MachineFacts::private_dns_name},
    {"latest/meta-data/instance-id", &MachineFacts::instance_id},
    {"latest/meta-data/instance-type", &MachineFacts::instance_type},
    {"latest/meta-data/local-hostname", &MachineFacts::private_dns_name},
    {"latest/meta-data/local-ipv4", &MachineFacts::private_ip},
    {"latest/meta-data/placement/availability-zone", &MachineFacts::zone},
    {"latest/meta-data/placement/region", &MachineFacts::region},
};

struct Request {
  std::string method = "GET";
  std::string url;
  std::string token;
  std::string life;
};

Error unknown(const std::string& what) { return {"curl with " + what, {}}; }

Result<void> read_header(Request& request, const std::string& header) {
  const auto colon = header.find(':');
  const std::string name = to_lower(header.substr(0, colon));
  const std::string value{
      trim(colon == std::string::npos ? std::string_view{} : std::string_view{header}.substr(colon + 1))};
  if (name == kTokenHeader) {
    request.token = value;
  } else if (name == kLifeHeader) {
    request.life = value;
  } else {
    return unknown("the header '" + header.substr(0, colon) + "'");
  }
  return {};
}

bool is_flag(std::string_view word) {
  const bool is_short = word.size() > 1 && word[0] == '-' && word.find_first_not_of("sSfL", 1) == word.npos;
  return is_short || word == "--silent" || word == "--show-error" || word == "--fail" || word == "--location";
}

Result<Request> read_request(const std::vector<std::string>& arguments) {
  Request request;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    if (is_flag(word)) continue;
    if (!word.starts_with('-')) {
      if (!request.url.empty()) return unknown("two addresses");
      request.url = word;
      continue;
    }
    const bool is_method = word == "-X" || word == "--request";
    const bool is_header = word == "-H" || word == "--header";
    if ((!is_method && !is_header) || at + 1 == arguments.size()) return unknown("'" + word + "'");
    const std::string& value = arguments[++at];
    if (is_method) request.method = value;
    if (is_header) ENI_CHECK(read_header(request, value));
  }
  return request;
}

}  // namespace

Result<std::string> curl_metadata(const std::vector<std::string>& arguments, const MachineFacts& facts) {
  ENI_TRY(const Request request, read_request(arguments));
  if (!request.url.starts_with(kService)) return unknown("another address than the metadata service's");
  if (facts.http_endpoint == HttpEndpoint::kDisabled)
    return unknown("the metadata service, which is switched off");
  const std::string_view path = std::string_view{request.url}.substr(kService.size());
  if (path == "latest/api/token") {
    const auto life = parse_integer(request.life);
    if (request.method != "PUT" || !life || *life < 1 || *life > kMaxLifeSeconds || !request.token.empty())
      return unknown("another request for a token than AWS documents");
    return std::string(kSessionToken);
  }
  if (request.method != "GET" || !request.life.empty()) return unknown("'-X " + request.method + "'");
  const bool is_known =
      request.token == kSessionToken || (request.token.empty() && facts.http_tokens == HttpTokens::kOptional);
  if (!is_known) return unknown("a session token that is missing or not the metadata service's");
  const auto* item =
      std::find_if(std::begin(kItems), std::end(kItems), [&](const Item& row) { return row.path == path; });
  if (item == std::end(kItems) || (facts.*item->value).empty()) return unknown("'" + request.url + "'");
  return facts.*item->value;
}

}  // namespace eni::sandbox::hosts
