#pragma once
/// EC2's variant of the query protocol: the same requests, but replies without a Result element, lists of <item>, and
/// errors in a list.
#include "sandbox/gateway/protocol_query.h"

namespace eni::sandbox {

class Ec2Protocol final : public WireProtocol {
 public:
  /// Members that are lists are arrays: `Filter.1.Value.2` is {"Filter": [{"Value": […]}]}, as the wire names them.
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;

 private:
  QueryProtocol query_;
};

}  // namespace eni::sandbox
