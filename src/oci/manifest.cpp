#include "oci/manifest.h"

namespace eni::oci {
namespace {

constexpr std::int64_t kSchemaVersion = 2;
/// Of what a descriptor may say: sums of sizes stay numbers.
constexpr std::int64_t kMaxSaidBytes = std::int64_t{1} << 50;

Error invalid(std::string_view what) { return {"the manifest is not valid: " + std::string(what), ""}; }

Result<Descriptor> read_descriptor(const json::value& value, const std::string& where) {
  const json::object* object = value.if_object();
  if (!object) return invalid(where + " is not an object");
  auto digest = Digest::parse(text_at(*object, "digest"));
  if (digest.has_error()) return invalid(where + ": " + digest.error().message);
  const auto size = find_integer(*object, "size");
  if (!size || *size < 0 || *size > kMaxSaidBytes) return invalid(where + " has no size");
  const auto media_type = find_string(*object, "mediaType");
  if (!media_type || media_type->empty()) return invalid(where + " has no mediaType");
  Descriptor out{*media_type, *std::move(digest), static_cast<std::uint64_t>(*size)};
  out.artifact_type = text_at(*object, "artifactType");
  out.annotations = object_at(*object, "annotations");
  if (const json::value* platform = find(*object, "platform"); platform && platform->is_object())
    out.platform = Platform::from_json(platform->get_object());
  return out;
}

Result<std::optional<Descriptor>> read_optional(const json::object& document, std::string_view member) {
  const json::value* value = find(document, member);
  if (!value || value->is_null()) return std::optional<Descriptor>{};
  ENI_TRY(auto descriptor, read_descriptor(*value, std::string(member)));
  return std::optional<Descriptor>{std::move(descriptor)};
}

Result<std::vector<Descriptor>> read_list(const json::object& document, std::string_view member) {
  const json::value* value = find(document, member);
  const json::array* list = value ? value->if_array() : nullptr;
  if (!list) return invalid(std::string(member) + " is not a list");
  if (list->size() > kMaxDescriptors)
    return invalid(std::string(member) + " has more than " + std::to_string(kMaxDescriptors) + " elements");
  std::vector<Descriptor> out;
  out.reserve(list->size());
  for (const json::value& element : *list) {
    ENI_TRY(auto descriptor,
            read_descriptor(element, std::string(member) + "[" + std::to_string(out.size()) + "]"));
    out.push_back(std::move(descriptor));
  }
  return out;
}

/// By what is in it, where neither the sender nor the manifest says it: the media type of OCI's is optional.
std::string_view assumed_type(const json::object& document) {
  if (document.contains("manifests")) return kOciIndex;
  return document.contains("config") ? kOciManifest : std::string_view{};
}

/// What it is, by both who says it.
Result<std::string> media_type_of(const json::object& document, std::string_view content_type) {
  const std::string own = text_at(document, "mediaType");
  std::string said{without_parameters(content_type)};
  if (said == "application/json") said.clear();
  if (said.empty()) said = own.empty() ? std::string(assumed_type(document)) : own;
  if (!own.empty() && own != said) return invalid("its mediaType is " + own + ", it was sent as " + said);
  return said;
}

Result<void> check_schema(const json::object& document, const std::string& media_type) {
  const std::int64_t version = integer_at(document, "schemaVersion");
  if (version == 1 || manifest_kind(media_type) == ManifestKind::kSchema1)
    return invalid("schema version 1 is not supported; push it with a client of Docker 1.10 or later");
  if (version != kSchemaVersion) return invalid("its schemaVersion is not 2");
  return {};
}

Result<void> read_members(const json::object& document, Manifest& out) {
  if (out.kind == ManifestKind::kIndex) {
    // One document that two readers take for two things (CVE-2021-41190).
    if (document.contains("layers") || document.contains("config"))
      return invalid("an index has no layers and no config");
    ENI_TRY(out.manifests, read_list(document, "manifests"));
    return {};
  }
  if (document.contains("manifests")) return invalid("an image has no manifests");
  ENI_TRY(out.config, read_optional(document, "config"));
  if (!out.config) return invalid("it has no config");
  ENI_TRY(out.layers, read_list(document, "layers"));
  return {};
}

}  // namespace

std::string_view Manifest::type_of_artifact() const {
  if (!artifact_type.empty()) return artifact_type;
  return config ? std::string_view{config->media_type} : std::string_view{};
}

std::uint64_t Manifest::layer_bytes() const {
  std::uint64_t sum = 0;
  for (const Descriptor& layer : layers) sum += layer.bytes;
  return sum;
}

Result<Manifest> parse_manifest(std::string_view bytes, std::string_view media_type) {
  if (bytes.size() > kMaxManifestBytes)
    return Error{"the manifest is larger than " + std::to_string(kMaxManifestBytes) + " bytes", ""};
  auto parsed = parse_json(bytes, DuplicateKeys::kRefuse);
  if (parsed.has_error()) return invalid(parsed.error().message);
  if (!parsed->is_object()) return invalid("it is not a JSON object");
  const json::object& document = parsed->get_object();
  Manifest out;
  ENI_TRY(out.media_type, media_type_of(document, media_type));
  ENI_CHECK(check_schema(document, out.media_type));
  out.kind = manifest_kind(out.media_type);
  if (out.kind == ManifestKind::kUnknown)
    return invalid("its media type " + out.media_type + " is not known");
  ENI_CHECK(read_members(document, out));
  ENI_TRY(out.subject, read_optional(document, "subject"));
  out.artifact_type = text_at(document, "artifactType");
  out.annotations = object_at(document, "annotations");
  return out;
}

}  // namespace eni::oci
