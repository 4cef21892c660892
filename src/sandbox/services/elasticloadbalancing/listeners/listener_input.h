#pragma once
/// What a listener is to be.
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

/// Protocol, SslPolicy, Certificates, AlpnPolicy and MutualAuthentication of the call, over those that the listener has.
/// @param document  of the listener; empty for a new one
/// @error  ValidationError, SSLPolicyNotFound, CertificateNotFound, ALPNPolicyNotFound
ApiResult<void> change_protocol(const Call& call, const ElbLoadBalancer& owner, json::object& document);

/// The parameter Certificates. @error  CertificateNotFound, ValidationError
ApiResult<std::vector<std::string>> read_certificates(const Call& call);

/// Whether listeners of this protocol have certificates.
bool is_encrypted(std::string_view protocol);

}  // namespace eni::sandbox::elb_service
