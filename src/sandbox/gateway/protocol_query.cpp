#include "sandbox/gateway/protocol_query.h"

#include "base/text.h"
#include "sandbox/gateway/xml.h"

namespace eni::sandbox {

namespace {

std::string_view value_of(const std::vector<std::pair<std::string, std::string>>& pairs,
                          std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return {};
}

const Operation* find_operation(const Service& service, std::string_view name) {
  for (const Operation& operation : service.operations) {
    if (operation.name == name) return &operation;
  }
  return nullptr;
}

}  // namespace

net::Response begin_xml_response(const Reply& reply, std::string_view request_id) {
  net::Response response = begin_response(reply, "text/xml");
  response.headers.add("x-amzn-RequestId", request_id);
  return response;
}

ApiResult<DecodedCall> QueryProtocol::decode(const Service& service, const net::Request& request) const {
  auto pairs = net::parse_query(request.body);
  for (auto& pair : net::parse_query(request.query())) pairs.push_back(std::move(pair));
  const std::string_view action = value_of(pairs, "Action");
  const std::string_view version = value_of(pairs, "Version");
  if (action.empty()) {
    return ApiError{"MissingAction", "The request is missing an action or operation parameter.", 400};
  }
  const Operation* operation = find_operation(service, action);
  const bool known_version = version.empty() || version == service.version;
  if (!operation || !known_version) {
    return ApiError{"InvalidAction",
                    "Could not find operation " + std::string(action) + " for version " +
                        std::string(version.empty() ? service.version : version),
                    400};
  }
  ENI_TRY(auto params, read_query_members(pairs));
  return DecodedCall{operation, std::move(params)};
}

net::Response QueryProtocol::write(const Service& service, const Operation& operation, const Reply& reply,
                                   std::string_view request_id) const {
  net::Response response = begin_xml_response(reply, request_id);
  if (reply.is_bytes) {
    response.body = reply.bytes;
    return response;
  }
  std::string& out = response.body;
  out.reserve(512);
  append(out, {"<", operation.name, "Response xmlns=\"", service.xml_namespace, "\"><", operation.name,
               "Result>"});
  if (const auto* object = reply.value.if_object()) append_xml_members(out, *object, XmlLists::kMember);
  append(out, {"</", operation.name, "Result><ResponseMetadata><RequestId>", request_id,
               "</RequestId></ResponseMetadata></", operation.name, "Response>\n"});
  return response;
}

net::Response QueryProtocol::write_error(const Service& service, const ApiError& error,
                                         std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  net::Response response = begin_xml_response(reply, request_id);
  std::string& out = response.body;
  out.append("<ErrorResponse xmlns=\"").append(service.xml_namespace).append("\"><Error><Type>");
  out.append(error.http_status >= 500 ? "Receiver" : "Sender")
      .append("</Type><Code>")
      .append(xml_escape(error.code));
  out.append("</Code><Message>").append(xml_escape(error.message)).append("</Message></Error><RequestId>");
  out.append(request_id).append("</RequestId></ErrorResponse>\n");
  return response;
}

}  // namespace eni::sandbox
