#include "sandbox/images/image_config.h"

#include <algorithm>

#include "base/json.h"

namespace eni::sandbox::images {
namespace {

Error invalid(const std::string& what) { return {"the image's configuration is not valid: " + what, ""}; }

/// What programs are started with ends at a zero byte, so that two readers would see two things.
bool has_zero_byte(const std::string& text) { return text.find('\0') != std::string::npos; }

Result<std::vector<std::string>> read_texts(const json::object& config, std::string_view member) {
  const json::value* value = find(config, member);
  if (!value || value->is_null()) return std::vector<std::string>{};
  if (!value->is_array()) return invalid(std::string(member) + " is not a list");
  std::vector<std::string> out;
  for (const json::value& element : value->get_array()) {
    if (!element.is_string()) return invalid(std::string(member) + " is not a list of texts");
    out.push_back(as_text(element));
    if (has_zero_byte(out.back())) return invalid(std::string(member) + " has a zero byte");
  }
  return out;
}

Result<std::map<std::string, std::string>> read_environment(const json::object& config) {
  ENI_TRY(const auto lines, read_texts(config, "Env"));
  std::map<std::string, std::string> out;
  for (const std::string& line : lines) {
    const auto equals = std::min(line.find('='), line.size());
    if (equals == 0) return invalid("Env has a value without a name");
    out[line.substr(0, equals)] = equals < line.size() ? line.substr(equals + 1) : "";
  }
  return out;
}

/// Of an object whose values say nothing.
std::vector<std::string> keys_at(const json::object& config, std::string_view member) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object_at(config, member)) out.emplace_back(key);
  return out;
}

Duration nanoseconds_at(const json::object& object, std::string_view member) {
  return std::chrono::duration_cast<Duration>(std::chrono::nanoseconds{integer_at(object, member)});
}

std::optional<ImageHealthCheck> read_health_check(const json::object& config) {
  const json::object& check = object_at(config, "Healthcheck");
  if (check.empty()) return std::nullopt;
  return ImageHealthCheck{texts_at(check, "Test"), nanoseconds_at(check, "Interval"),
                          nanoseconds_at(check, "Timeout"), nanoseconds_at(check, "StartPeriod"),
                          integer_at(check, "Retries")};
}

Result<std::vector<oci::Digest>> read_diff_ids(const json::object& document) {
  const json::object& root = object_at(document, "rootfs");
  if (const std::string type = text_at(root, "type"); !type.empty() && type != "layers")
    return invalid("its rootfs is not of layers");
  ENI_TRY(const auto texts, read_texts(root, "diff_ids"));
  std::vector<oci::Digest> out;
  for (const std::string& text : texts) {
    auto digest = oci::Digest::parse(text);
    if (digest.has_error()) return invalid(digest.error().message);
    out.push_back(*std::move(digest));
  }
  return out;
}

Result<void> read_members(const json::object& config, ImageConfig& out) {
  ENI_TRY(out.entry_point, read_texts(config, "Entrypoint"));
  ENI_TRY(out.command, read_texts(config, "Cmd"));
  ENI_TRY(out.environment, read_environment(config));
  out.working_directory = text_at(config, "WorkingDir");
  out.user = text_at(config, "User");
  out.stop_signal = text_at(config, "StopSignal");
  for (const std::string* text : {&out.working_directory, &out.user, &out.stop_signal})
    if (has_zero_byte(*text)) return invalid("a text has a zero byte");
  out.exposed_ports = keys_at(config, "ExposedPorts");
  out.volumes = keys_at(config, "Volumes");
  for (const auto& [name, value] : object_at(config, "Labels")) out.labels[name] = as_text(value);
  out.health_check = read_health_check(config);
  return {};
}

}  // namespace

Result<ImageConfig> parse_image_config(std::string_view bytes) {
  const auto parsed = parse_json(bytes, DuplicateKeys::kRefuse);
  if (parsed.has_error()) return invalid(parsed.error().message);
  if (!parsed->is_object()) return invalid("it is not a JSON object");
  const json::object& document = parsed->get_object();
  ImageConfig out;
  out.platform = oci::Platform::from_json(document);
  ENI_CHECK(read_members(object_at(document, "config"), out));
  ENI_TRY(out.diff_ids, read_diff_ids(document));
  return out;
}

}  // namespace eni::sandbox::images
