#pragma once
/// REST-JSON: method and path name the operation; path, query and a JSON body make its input. Lambda.
#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class RestJsonProtocol final : public WireProtocol {
 public:
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;
};

}  // namespace eni::sandbox
