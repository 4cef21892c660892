/// Manifests: GET, HEAD, PUT and DELETE of /v2/NAME/manifests/REFERENCE.
#include "base/text.h"
#include "oci/manifest.h"
#include "oci/reference.h"
#include "sandbox/services/ecr/registry/endpoints.h"

namespace eni::sandbox::ecr_service {
namespace {

/// {imageDigest} or {imageTag}.
RegistryResult<json::object> image_id(const RegistryCall& call) {
  const std::string& reference = call.route.reference;
  if (oci::looks_like_digest(reference)) {
    const auto digest = oci::Digest::parse(reference);
    if (digest.has_error()) return RegistryError{400, "DIGEST_INVALID", digest.error().message};
    return json::object{{"imageDigest", reference}};
  }
  if (!oci::is_tag(reference))
    return RegistryError{400, "TAG_INVALID",
                         "'" + reference.substr(0, 128) + "' is neither a tag nor a digest"};
  return json::object{{"imageTag", reference}};
}

json::object only_image(const json::object& id) {
  json::array ids;
  ids.push_back(id);
  return {{"imageIds", std::move(ids)}};
}

RegistryError failed(const json::object& reply) {
  const json::array& failures = array_at(reply, "failures");
  const json::object& failure = failures.empty() ? json::object{} : failures[0].get_object();
  const std::string code = text_at(failure, "failureCode");
  const std::string reason = text_at(failure, "failureReason");
  if (code == "ImageReferencedByManifestList") return {409, "DENIED", reason};
  return {404, "MANIFEST_UNKNOWN", reason.empty() ? "Requested image not found" : reason};
}

std::string digest_of(const json::value& image) {
  return text_at(object_at(image, "imageId"), "imageDigest");
}

RegistryAnswer created(const RegistryCall& call, const std::string& digest) {
  RegistryAnswer answer{
      {201, {{"Location", call.location("manifests/" + digest)}, {"Docker-Content-Digest", digest}}, ""}};
  // So the client knows that the list of referrers is kept here. Source: "Pushing Manifests with Subject".
  const auto manifest = oci::parse_manifest(call.request.body, call.request.headers.text("Content-Type"));
  if (manifest && manifest->subject)
    answer.response.headers.add("OCI-Subject", manifest->subject->digest.text());
  return answer;
}

}  // namespace

EndpointTask get_manifest(RegistryCall& call) {
  const auto id = image_id(call);
  if (id.has_error()) co_return id.error();
  auto task = call.ask("BatchGetImage", only_image(*id));
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  const json::array& images = array_at(*reply, "images");
  if (images.empty()) co_return failed(*reply);
  const json::value& image = images[0];
  const std::string digest = digest_of(image);
  co_return RegistryAnswer{{200,
                            {{"Content-Type", text_at(image, "imageManifestMediaType")},
                             {"Docker-Content-Digest", digest},
                             {"ETag", "\"" + digest + "\""}},
                            text_at(image, "imageManifest")}};
}

EndpointTask put_manifest(RegistryCall& call) {
  auto params = image_id(call);
  if (params.has_error()) co_return params.error();
  const std::string& body = call.request.body;
  if (body.size() > oci::kMaxManifestBytes)
    co_return RegistryError{413, "MANIFEST_INVALID", "A manifest has 4194304 bytes at most"};
  if (!is_valid_utf8(body)) co_return RegistryError{400, "MANIFEST_INVALID", "The manifest is not UTF-8"};
  (*params)["imageManifest"] = body;
  if (const auto type = call.request.headers.get("Content-Type")) (*params)["imageManifestMediaType"] = *type;
  auto task = call.ask_ecr("PutImage", *params);
  const auto reply = co_await std::move(task);
  const bool is_there = reply.has_error() && reply.error().code == "ImageAlreadyExistsException";
  if (reply.has_error() && !is_there) co_return to_registry_error(call.route.kind, reply.error());
  co_return created(call, is_there ? oci::Digest::of(body).text() : digest_of(object_at(*reply, "image")));
}

EndpointTask delete_manifest(RegistryCall& call) {
  const auto id = image_id(call);
  if (id.has_error()) co_return id.error();
  auto task = call.ask("BatchDeleteImage", only_image(*id));
  const auto reply = co_await std::move(task);
  if (reply.has_error()) co_return reply.error();
  if (array_at(*reply, "imageIds").empty()) co_return failed(*reply);
  co_return RegistryAnswer{{202, {}, ""}};
}

}  // namespace eni::sandbox::ecr_service
