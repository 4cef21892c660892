#pragma once
/// The AWS query protocol: form-encoded Action, Version and dotted members in, XML out. IAM, STS,
/// CloudFormation.
#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class QueryProtocol final : public WireProtocol {
 public:
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;
};

/// The start of an XML reply with the header that names the request.
net::Response begin_xml_response(const Reply& reply, std::string_view request_id);

/// `Tags.member.1.Key=a` and the like as a tree: `X.member.N` and `X.N` become arrays in the order of N,
/// which may have gaps; `X.entry.N.key` with `.value` becomes an object; everything else nests. Action,
/// Version and the parameters of signatures are left out.
/// @error  MalformedQueryString (400) if a name is both a text and a structure, or nests more than 16 deep
ApiResult<json::object> read_query_members(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace eni::sandbox
