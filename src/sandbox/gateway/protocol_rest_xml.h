#pragma once
/// REST-XML as S3 speaks it: method, path and query name the operation, bodies are XML or an object's bytes.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class RestXmlProtocol final : public WireProtocol {
 public:
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;
};

/// The bucket that a virtual-host style request names: "b" for b.localhost[:port], b.s3.localhost[:port],
/// b.s3.amazonaws.com and b.s3[.-]REGION.amazonaws.com[.cn]. Nothing for a Host in path style.
std::optional<std::string> virtual_host_bucket(std::string_view host);

}  // namespace eni::sandbox
