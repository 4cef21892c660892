#include "sandbox/gateway/protocol_rest_xml.h"

#include <algorithm>
#include <array>

#include "base/excerpt.h"
#include "base/hash.h"
#include "base/text.h"
#include "sandbox/gateway/route.h"
#include "sandbox/gateway/xml.h"

namespace eni::sandbox {

namespace {

/// Of what was sent, and an error repeats: a key is no longer.
constexpr std::size_t kMaxMemberBytes = 1024;

/// Query names that make a request another operation. A row that does not name the one it gets must not
/// answer it: GET /bucket?website is no ListObjects.
constexpr std::array<std::string_view, 36> kSubresources{"accelerate",
                                                         "acl",
                                                         "analytics",
                                                         "attributes",
                                                         "cors",
                                                         "delete",
                                                         "encryption",
                                                         "inventory",
                                                         "legal-hold",
                                                         "lifecycle",
                                                         "location",
                                                         "logging",
                                                         "metadataTable",
                                                         "metrics",
                                                         "notification",
                                                         "object-lock",
                                                         "ownershipControls",
                                                         "policy",
                                                         "policyStatus",
                                                         "publicAccessBlock",
                                                         "renameObject",
                                                         "replication",
                                                         "requestPayment",
                                                         "restore",
                                                         "retention",
                                                         "select",
                                                         "session",
                                                         "tagging",
                                                         "torrent",
                                                         "uploadId",
                                                         "uploads",
                                                         "versioning",
                                                         "versions",
                                                         "website",
                                                         "intelligent-tiering",
                                                         "list-type"};

std::optional<std::string_view> unnamed_subresource(const Service& service, const Operation& operation,
                                                    std::string_view query) {
  if (query.empty()) return std::nullopt;
  const Route route = route_of(service, operation);
  for (const auto name : kSubresources) {
    const bool named = std::find(route.flags.begin(), route.flags.end(), name) != route.flags.end();
    if (!named && net::query_value(query, name)) return name;
  }
  return std::nullopt;
}

ApiError not_implemented(const net::Request& request, std::string_view what) {
  return {"NotImplemented",
          "A header or parameter you provided implies functionality that is not implemented: " +
              request.method + " " + std::string(request.path()) + std::string(what),
          501};
}

net::Response xml_response(const Reply& reply, std::string_view request_id) {
  net::Response response = begin_response(reply, "application/xml");
  response.headers.add("x-amz-request-id", std::string(request_id));
  response.headers.add("x-amz-id-2", base64_encode(sha256(request_id)));
  return response;
}

}  // namespace

ApiResult<DecodedCall> RestXmlProtocol::decode(const Service& service, const net::Request& request) const {
  auto match = find_route(service, request);
  if (!match.operation) {
    if (!match.path_known) return not_implemented(request, "");
    return ApiError{"MethodNotAllowed", "The specified method is not allowed against this resource.", 405};
  }
  if (const auto name = unnamed_subresource(service, *match.operation, request.query())) {
    return not_implemented(request, "?" + std::string(*name));
  }
  DecodedCall call{match.operation, {}};
  for (auto& [name, value] : net::parse_query(request.query())) {
    if (name.compare(0, 6, "X-Amz-") != 0) call.params[name] = value;
  }
  for (auto& [name, value] : match.labels) call.params[name] = value;
  return call;
}

net::Response RestXmlProtocol::write(const Service& service, const Operation&, const Reply& reply,
                                     std::string_view request_id) const {
  net::Response response = xml_response(reply, request_id);
  if (reply.is_bytes) {
    response.body = reply.bytes;
    return response;
  }
  const auto* object = reply.value.if_object();
  if (!object || object->empty()) {
    response.headers.erase("Content-Type");
    return response;
  }
  json::value root = object->begin()->value();
  if (root.is_object()) root.get_object()["@xmlns"] = service.xml_namespace;
  response.body = kXmlDeclaration;
  append_xml_element(response.body, object->begin()->key(), root, XmlLists::kFlattened);
  return response;
}

net::Response RestXmlProtocol::write_error(const Service&, const ApiError& error,
                                           std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  reply.headers = error.headers;
  net::Response response = xml_response(reply, request_id);
  if (error.http_status == 304) return response;
  const std::string host_id(response.headers.text("x-amz-id-2"));
  response.body = kXmlDeclaration;
  json::object document{{"Code", error.code}, {"Message", error.message}};
  for (const auto& [name, value] : error.members) document[name] = excerpt(value, kMaxMemberBytes);
  document["RequestId"] = request_id;
  document["HostId"] = host_id;
  append_xml_element(response.body, "Error", document, XmlLists::kFlattened);
  return response;
}

namespace {

/// What stands before `suffix`, if `text` ends with it.
std::optional<std::string_view> before(std::string_view text, std::string_view suffix) {
  if (text.size() <= suffix.size() || text.substr(text.size() - suffix.size()) != suffix) return std::nullopt;
  return text.substr(0, text.size() - suffix.size());
}

/// "b" of "b.s3", "b.s3.eu-central-1" and "b.s3-eu-central-1"; nothing of "s3.eu-central-1".
std::optional<std::string_view> before_s3(std::string_view name) {
  auto at = name.rfind(".s3");
  while (at != std::string_view::npos && at > 0) {
    const std::string_view rest = name.substr(at + 3);
    if (rest.empty() || rest.front() == '.' || rest.front() == '-') return name.substr(0, at);
    at = name.rfind(".s3", at - 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> virtual_host_bucket(std::string_view host) {
  const std::string lower =
      to_lower(host.substr(0, host.rfind(':') == std::string_view::npos ? host.size() : host.rfind(':')));
  for (const std::string_view suffix : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (const auto name = before(lower, suffix)) {
      const auto bucket = before_s3(*name);
      return bucket ? std::optional<std::string>(*bucket) : std::nullopt;
    }
  }
  const auto name = before(lower, ".localhost");
  if (!name || *name == "s3") return std::nullopt;
  const auto bucket = before(*name, ".s3");
  return std::string(bucket.value_or(*name));
}

}  // namespace eni::sandbox
