/// Listeners, their certificates and security policies.
#include "sandbox/services/elasticloadbalancing/listeners/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kCertificates =
    "there is no ACM here: every well-formed ARN of a certificate is taken";
constexpr std::string_view kDifferences =
    "there is no ACM here: every well-formed ARN of a certificate is taken; nobody listens; the protocols "
    "QUIC and "
    "TCP_QUIC and trust stores are refused by name";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AddListenerCertificates",
     on_listener,
     add_listener_certificates,
     "ListenerArn Certificates",
     {.differences = kCertificates}},
    {"CreateListener",
     to_create_listener,
     create_listener,
     "LoadBalancerArn Protocol Port SslPolicy Certificates DefaultActions AlpnPolicy Tags "
     "MutualAuthentication{Mode}",
     {.differences = kDifferences}},
    {"DeleteListener", on_listener, delete_listener, "ListenerArn"},
    {"DescribeListenerCertificates", any_resource, describe_listener_certificates,
     "ListenerArn Marker PageSize"},
    {"DescribeListeners", any_resource, describe_listeners, "LoadBalancerArn ListenerArns Marker PageSize"},
    {"DescribeSSLPolicies",
     any_resource,
     describe_ssl_policies,
     "Names Marker PageSize LoadBalancerType",
     {.differences = "names only, without ciphers and protocols"}},
    {"ModifyListener",
     to_modify_listener,
     modify_listener,
     "ListenerArn Port Protocol SslPolicy Certificates DefaultActions AlpnPolicy MutualAuthentication{Mode}",
     {.differences = kDifferences}},
    {"RemoveListenerCertificates",
     on_listener,
     remove_listener_certificates,
     "ListenerArn Certificates",
     {.differences = kCertificates}},
};

}  // namespace

constinit const std::span<const Operation> kListenerOperations{kRows};

}  // namespace eni::sandbox::elb_service
