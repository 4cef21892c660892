/// AddListenerCertificates, RemoveListenerCertificates, DescribeListenerCertificates: those beside the default one.
#include <algorithm>

#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/listeners/listener_input.h"
#include "sandbox/services/elasticloadbalancing/listeners/operations.h"

namespace eni::sandbox::elb_service {
namespace {

/// @error  ValidationError, wording assumed
ApiResult<ElbListener> encrypted_listener(const Call& call) {
  ENI_TRY(ElbListener listener, find_listener(call, call.params.text_or("ListenerArn", "")));
  if (!is_encrypted(text_at(listener.document, "Protocol")))
    return aws::validation_error("Certificates are supported only for HTTPS and TLS listeners");
  return listener;
}

std::string default_certificate(const ElbListener& listener) {
  const json::array& certificates = array_at(listener.document, "Certificates");
  return certificates.empty() ? std::string{} : text_at(certificates.front(), "CertificateArn");
}

std::int64_t count_of(const Call& call, const ElbListener& listener) {
  std::size_t count = 0;
  for (const ElbListener& other : repository(call).listeners(listener.load_balancer))
    count += array_at(other.document, "certificates").size();
  return static_cast<std::int64_t>(count);
}

json::object shown(const std::string& arn, bool is_default) {
  return {{"CertificateArn", arn}, {"IsDefault", is_default}};
}

}  // namespace

ApiResult<Reply> add_listener_certificates(Call& call) {
  ENI_TRY(ElbListener listener, encrypted_listener(call));
  ENI_TRY(const auto arns, read_certificates(call));
  std::vector<std::string> present = texts_at(listener.document, "certificates");
  json::array added;
  for (const std::string& arn : arns) {
    if (std::ranges::find(present, arn) == present.end()) present.push_back(arn);
    added.emplace_back(shown(arn, false));
  }
  listener.document["certificates"] = json::array(present.begin(), present.end());
  repository(call).update(listener);
  if (count_of(call, listener) > kMaxCertificates)  // Assumed wording.
    return ApiError{"TooManyCertificates", "The maximum number of certificates of a load balancer is '25'"};
  return Reply{json::object{{"Certificates", std::move(added)}}};
}

ApiResult<Reply> remove_listener_certificates(Call& call) {
  ENI_TRY(ElbListener listener, encrypted_listener(call));
  ENI_TRY(const auto arns, read_certificates(call));
  std::vector<std::string> present = texts_at(listener.document, "certificates");
  for (const std::string& arn : arns) {
    if (std::erase(present, arn) == 0 && arn == default_certificate(listener))  // Assumed wording.
      return not_permitted("The default certificate '" + arn + "' cannot be removed");
  }
  listener.document["certificates"] = json::array(present.begin(), present.end());
  repository(call).update(listener);
  return Reply{};
}

ApiResult<Reply> describe_listener_certificates(Call& call) {
  ENI_TRY(const ElbListener listener, encrypted_listener(call));
  std::vector<std::pair<std::int64_t, json::object>> items;
  items.emplace_back(1, shown(default_certificate(listener), true));
  for (const std::string& arn : texts_at(listener.document, "certificates"))
    items.emplace_back(static_cast<std::int64_t>(items.size()) + 1, shown(arn, false));
  return page(call, "Certificates", std::move(items));
}

}  // namespace eni::sandbox::elb_service
