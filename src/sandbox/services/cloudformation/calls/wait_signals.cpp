#include "sandbox/services/cloudformation/calls/wait_signals.h"

#include <set>

#include "base/text.h"
#include "sandbox/services/cloudformation/calls/presigned_url.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

/// As AWS's URLs have it: X-Amz-Expires=43199, twelve hours, which is the longest Timeout.
constexpr std::chrono::seconds kUrlLifetime{43199};
/// [assumption] S3 takes more; a handle's signals are small.
constexpr std::size_t kMaxSignalBytes = 65536;

/// What follows the bucket of a path.
std::string id_in(std::string_view path) {
  if (!path.starts_with(kWaitPath)) return {};
  const std::size_t slash = path.find('/', kWaitPath.size());
  return slash == std::string_view::npos ? std::string() : percent_decode(path.substr(slash + 1));
}

/// A text, or any other JSON as it is written.
std::string data_of(const json::object& signal) {
  const json::value* data = find(signal, "Data");
  if (!data || data->is_null()) return {};
  return data->is_string() ? as_text(*data) : json::serialize(*data);
}

}  // namespace

std::string wait_handle_url(EngineParts& parts, const std::string& id, const std::string& region) {
  const std::string path = std::string(kWaitPath) + region + "/" + percent_encode(id, Slash::kKeep);
  return PresignedUrls{parts}.put_url(path, region, kUrlLifetime);
}

std::string wait_handle_id(std::string_view url) {
  const Result<net::Url> parsed = net::Url::parse(url);
  if (parsed.has_error()) return {};
  const std::string_view target = parsed->target;
  return id_in(target.substr(0, target.find('?')));
}

net::Response take_wait_signal(EngineParts& parts, const net::Request& request) {
  PresignedUrls urls{parts};
  if (auto refusal = urls.refusal(request)) return *std::move(refusal);
  if (request.body.size() > kMaxSignalBytes) {
    return urls.error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400);
  }
  const bool is_taken = parts.store.get<CloudFormationWaitHandles>().put(id_in(request.path()), request.body);
  return is_taken ? net::Response{} : urls.error("AccessDenied", "Access Denied");
}

WaitSignals wait_signals(EngineParts& parts, const std::string& handle_id) {
  WaitSignals signals;
  std::set<std::string> known;
  for (const std::string& body : parts.store.get<CloudFormationWaitHandles>().bodies(handle_id)) {
    const Result<json::value> parsed = parse_json(body);
    const json::object fields = parsed && parsed->is_object() ? parsed->get_object() : json::object{};
    const std::string status = text_at(fields, "Status");
    const std::string id = text_at(fields, "UniqueId");
    if (id.empty() || (status != "SUCCESS" && status != "FAILURE")) {
      signals.failure = "Unparsable WaitCondition data";
      return signals;
    }
    // Another signal of the same id is the first one sent again.
    if (!known.insert(id).second) continue;
    if (status == "FAILURE") {
      signals.failure =
          "WaitCondition received failed message: '" + text_at(fields, "Reason") + "' for uniqueId: " + id;
      return signals;
    }
    signals.data[id] = data_of(fields);
  }
  return signals;
}

}  // namespace eni::sandbox::cloudformation
