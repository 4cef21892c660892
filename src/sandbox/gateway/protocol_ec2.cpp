#include "sandbox/gateway/protocol_ec2.h"

#include "base/text.h"
#include "sandbox/gateway/xml.h"

namespace eni::sandbox {

ApiResult<DecodedCall> Ec2Protocol::decode(const Service& service, const net::Request& request) const {
  return query_.decode(service, request);
}

net::Response Ec2Protocol::write(const Service& service, const Operation& operation, const Reply& reply,
                                 std::string_view request_id) const {
  net::Response response = begin_xml_response(reply, request_id);
  std::string& out = response.body;
  out.append(kXmlDeclaration).append("<").append(operation.name).append("Response xmlns=\"");
  out.append(service.xml_namespace).append("\"><requestId>").append(request_id).append("</requestId>");
  if (const auto* object = reply.value.if_object()) append_xml_members(out, *object, XmlLists::kItem);
  out.append("</").append(operation.name).append("Response>\n");
  return response;
}

net::Response Ec2Protocol::write_error(const Service&, const ApiError& error,
                                       std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  net::Response response = begin_xml_response(reply, request_id);
  std::string& out = response.body;
  out.append(kXmlDeclaration).append("<Response><Errors><Error><Code>").append(xml_escape(error.code));
  out.append("</Code><Message>").append(xml_escape(error.message));
  out.append("</Message></Error></Errors><RequestID>").append(request_id).append("</RequestID></Response>\n");
  return response;
}

}  // namespace eni::sandbox
