#include "sandbox/services/elasticloadbalancing/listeners/listener_input.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/listeners/ssl_policies.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kAlpnPolicies[] = {"HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred",
                                              "None"};

ApiResult<void> check_listener_protocol(const std::string& protocol, const ElbLoadBalancer& owner) {
  if (protocol.empty())
    return aws::validation_error("A listener protocol must be specified");  // Assumed wording.
  if (protocol == "QUIC" || protocol == "TCP_QUIC")
    return unsupported("listeners with the protocol " + protocol);
  const std::vector<std::string> known = is_application(owner)
                                             ? std::vector<std::string>{"HTTP", "HTTPS"}
                                             : std::vector<std::string>{"UDP", "TCP", "TCP_UDP", "TLS"};
  if (std::ranges::find(known, protocol) != known.end()) return {};
  return aws::validation_error("Listener protocol '" + protocol + "' must be one of '" + join(known, ", ") +
                               "'");
}

/// An ARN of ACM or of IAM. It need not be that of a certificate that is there.
bool is_certificate_arn(const std::string& arn) {
  const auto parts = split(arn, ':');
  if (parts.size() < 6 || parts[0] != "arn") return false;
  if (parts[2] == "acm") return parts[5].starts_with("certificate/") && parts[5].size() > 12;
  return parts[2] == "iam" && parts[5].starts_with("server-certificate/") && parts[5].size() > 19;
}

ApiResult<void> change_certificates(const Call& call, json::object& document) {
  const std::string protocol = text_at(document, "Protocol");
  ENI_TRY(const auto certificates, read_certificates(call));
  if (certificates.size() > 1)  // Assumed wording.
    return aws::validation_error("Up to '1' certificate ARNs can be specified, but '" +
                                 std::to_string(certificates.size()) + "' were specified");
  if (!is_encrypted(protocol)) {
    if (!certificates.empty())  // Assumed wording.
      return aws::validation_error("A certificate cannot be specified for " + protocol + " listeners");
    document.erase("Certificates");
    return {};
  }
  if (!certificates.empty()) {
    json::array list;
    list.push_back(json::object{{"CertificateArn", certificates.front()}});
    document["Certificates"] = std::move(list);
  }
  if (!document.contains("Certificates"))
    return aws::validation_error("A certificate must be specified for " + protocol + " listeners");
  return {};
}

ApiResult<void> change_policy(const Call& call, json::object& document) {
  const std::string protocol = text_at(document, "Protocol");
  const std::string policy = call.params.text_or("SslPolicy", "");
  if (!is_encrypted(protocol)) {
    if (!policy.empty())
      return aws::validation_error("An SSL policy cannot be specified for " + protocol + " listeners");
    document.erase("SslPolicy");
    return {};
  }
  if (!policy.empty() && !is_ssl_policy(policy))
    return ApiError{"SSLPolicyNotFound", "SSL policy '" + policy + "' not found"};
  if (!policy.empty()) document["SslPolicy"] = policy;
  if (!document.contains("SslPolicy")) document["SslPolicy"] = kDefaultSslPolicy;
  return {};
}

/// @error  ALPNPolicyNotFound, ValidationError; wordings assumed
ApiResult<void> change_alpn(const Call& call, json::object& document) {
  const auto policies = texts_in(call.params.all(), "AlpnPolicy");
  if (text_at(document, "Protocol") != "TLS") {
    if (!policies.empty())
      return aws::validation_error("An ALPN policy can be specified only for TLS listeners");
    document.erase("AlpnPolicy");
    return {};
  }
  if (policies.empty()) return {};
  if (policies.size() > 1 || std::ranges::find(kAlpnPolicies, policies.front()) == std::end(kAlpnPolicies))
    return ApiError{"ALPNPolicyNotFound", "ALPN policy '" + join(policies, ", ") + "' not found"};
  document["AlpnPolicy"] = json::array(policies.begin(), policies.end());
  return {};
}

/// @error  ValidationError, wordings assumed
ApiResult<void> change_mutual_authentication(const Call& call, json::object& document) {
  const std::string mode = text_at(object_at(call.params.all(), "MutualAuthentication"), "Mode");
  if (text_at(document, "Protocol") != "HTTPS") {
    if (!mode.empty() && mode != "off")
      return aws::validation_error("Mutual authentication can be specified only for HTTPS listeners");
    document.erase("MutualAuthentication");
    return {};
  }
  if (mode == "verify") return unsupported("mutual authentication with trust stores");
  if (!mode.empty() && mode != "off" && mode != "passthrough")
    return aws::validation_error("Mutual authentication mode '" + mode +
                                 "' must be one of 'off, passthrough, verify'");
  if (!mode.empty()) document["MutualAuthentication"] = json::object{{"Mode", mode}};
  if (!document.contains("MutualAuthentication"))
    document["MutualAuthentication"] = json::object{{"Mode", "off"}};
  return {};
}

}  // namespace

bool is_encrypted(std::string_view protocol) { return protocol == "HTTPS" || protocol == "TLS"; }

ApiResult<std::vector<std::string>> read_certificates(const Call& call) {
  std::vector<std::string> arns;
  for (const json::object& certificate : objects_in(call.params.all(), "Certificates")) {
    // Assumed wordings.
    if (given_flag(certificate, "IsDefault"))
      return aws::validation_error("You cannot set the isDefault parameter for a certificate");
    arns.push_back(text_at(certificate, "CertificateArn"));
    if (!is_certificate_arn(arns.back()))
      return ApiError{"CertificateNotFound", "Certificate ARN '" + arns.back() + "' is not valid"};
  }
  return arns;
}

ApiResult<void> change_protocol(const Call& call, const ElbLoadBalancer& owner, json::object& document) {
  const std::string protocol = call.params.text_or("Protocol", text_at(document, "Protocol"));
  ENI_CHECK(check_listener_protocol(protocol, owner));
  document["Protocol"] = protocol;
  ENI_CHECK(change_certificates(call, document));
  ENI_CHECK(change_policy(call, document));
  ENI_CHECK(change_alpn(call, document));
  return change_mutual_authentication(call, document);
}

}  // namespace eni::sandbox::elb_service
