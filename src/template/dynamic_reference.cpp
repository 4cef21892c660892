#include "template/dynamic_reference.h"

#include <functional>
#include <optional>

#include "base/text.h"
#include "template/evaluate.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kOpen = "{{resolve:";
constexpr std::string_view kClose = "}}";

/// Calls `visit` with every "{{resolve:…}}" of `text`, with its braces.
void each_reference(std::string_view text, const std::function<void(std::string_view)>& visit) {
  for (std::size_t begin = text.find(kOpen); begin != std::string_view::npos;
       begin = text.find(kOpen, begin)) {
    const std::size_t end = text.find(kClose, begin);
    if (end == std::string_view::npos) return;
    visit(text.substr(begin, end + kClose.size() - begin));
    begin = end + kClose.size();
  }
}

/// Whether what it refers to is not known before the change is made: a secret of the same template.
bool is_unknown(std::string_view reference) {
  constexpr std::string_view kBegin = kKnownAfterApply.substr(0, kKnownAfterApply.size() - kClose.size());
  return reference.find(kBegin) != std::string_view::npos;
}

TemplateError incorrect_format(std::string_view text) {
  return {"Incorrect format is used in the following SSM reference: [" + std::string(text) + "]", {}};
}

bool is_ssm_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/';
  });
}

/// secretsmanager:ID:SecretString:JSON-KEY:VERSION-STAGE:VERSION-ID, of which all after the id may be left out. The id may be an ARN.
TemplateResult<DynamicReference> parse_secret_reference(std::string_view text,
                                                        std::vector<std::string> parts) {
  constexpr std::size_t kArnParts = 7;
  constexpr std::size_t kMaxParts = 5;
  parts.erase(parts.begin());
  if (parts.size() >= kArnParts && parts[0] == "arn") {
    const auto end = parts.begin() + static_cast<std::ptrdiff_t>(kArnParts);
    const std::string arn = join({parts.begin(), end}, ":");
    parts.erase(parts.begin() + 1, end);
    parts[0] = arn;
  }
  const bool is_well_formed = !parts.empty() && !parts[0].empty() && parts.size() <= kMaxParts &&
                              (parts.size() == 1 || parts[1].empty() || parts[1] == "SecretString");
  if (!is_well_formed)  // Assumed wording.
    return TemplateError{
        "Incorrect format is used in the following Secrets Manager reference: [" + std::string(text) + "]",
        {}};
  parts.resize(kMaxParts);
  return DynamicReference{std::string(text), "secretsmanager", parts[0], parts[4], parts[2], parts[3]};
}

TemplateResult<DynamicReference> parse_reference(std::string_view text) {
  const std::string_view body = text.substr(kOpen.size(), text.size() - kOpen.size() - kClose.size());
  const std::vector<std::string> parts = split(body, ':');
  const std::string& service = parts[0];
  if (service == "secretsmanager") return parse_secret_reference(text, parts);
  if (service != "ssm" && service != "ssm-secure")
    return TemplateError{
        "Dynamic references to the service " + service + " are not supported: " + std::string(text), {}};
  if (parts.size() < 2 || parts.size() > 3 || !is_ssm_name(parts[1])) return incorrect_format(text);
  const std::string version = parts.size() == 3 ? parts[2] : "";
  const auto number = parse_integer(version);
  if (parts.size() == 3 && (!number || *number < 1)) return incorrect_format(text);
  return DynamicReference{std::string(text), service, parts[1], version};
}

/// Calls `visit` with every text in `value`.
void each_text(const json::value& value, const std::function<void(std::string_view)>& visit) {
  if (const auto* text = value.if_string()) visit(std::string_view(text->data(), text->size()));
  if (const auto* list = value.if_array())
    for (const json::value& item : *list) each_text(item, visit);
  if (const auto* map = value.if_object())
    for (const auto& member : *map) each_text(member.value(), visit);
}

/// The properties that hold the reference; elements of a list count as their list.
void add_places(const DynamicReference& reference, const json::value& value, const std::string& path,
                std::vector<std::string>& places) {
  if (const auto* text = value.if_string()) {
    const bool is_in =
        std::string_view(text->data(), text->size()).find(reference.text) != std::string_view::npos;
    if (is_in && (places.empty() || places.back() != path)) places.push_back(path);
  }
  if (const auto* list = value.if_array())
    for (const json::value& item : *list) add_places(reference, item, path, places);
  if (const auto* map = value.if_object())
    for (const auto& member : *map)
      add_places(reference, member.value(), path + "/" + std::string(member.key()), places);
}

std::string replaced(std::string_view text, const ResolvedReferences& resolved) {
  std::string out;
  std::size_t done = 0;
  each_reference(text, [&](std::string_view reference) {
    const auto value = resolved.find(reference);
    if (value == resolved.end()) return;
    const auto at = static_cast<std::size_t>(reference.data() - text.data());
    out.append(text.substr(done, at - done)).append(value->second);
    done = at + reference.size();
  });
  return out.append(text.substr(done));
}

}  // namespace

std::vector<std::string> places_of(const DynamicReference& reference, std::string_view resource_type,
                                   const json::object& properties) {
  std::vector<std::string> places;
  add_places(reference, properties, std::string(resource_type) + "/Properties", places);
  return places;
}

std::string secure_reference_problem(const std::vector<std::string>& places) {
  return "SSM Secure reference is not supported in: [" + join(places, ", ") + "]";
}

std::string non_secure_prefix_problem(std::string_view name) {
  return "Non-secure ssm prefix was used for secure parameter " + std::string(name);
}

TemplateResult<std::vector<DynamicReference>> find_dynamic_references(const json::value& value,
                                                                      UnknownReferences unknown) {
  std::vector<DynamicReference> found;
  std::optional<TemplateError> error;
  each_text(value, [&](std::string_view text) {
    each_reference(text, [&](std::string_view written) {
      if (error || (unknown == UnknownReferences::kSkip && is_unknown(written))) return;
      auto reference = parse_reference(written);
      if (reference.has_error())
        error = reference.error();
      else if (std::find(found.begin(), found.end(), *reference) == found.end())
        found.push_back(*reference);
      if (found.size() > kMaxDynamicReferences)
        error = TemplateError{"Template error: there are more than " + std::to_string(kMaxDynamicReferences) +
                                  " dynamic references",
                              {}};
    });
  });
  if (error) return *error;
  return found;
}

TemplateResult<std::string> referenced_value(const DynamicReference& reference, const std::string& secret) {
  if (reference.json_key.empty()) return secret;
  const auto value = parse_json(secret);
  if (value.has_error() || !value->is_object()) return TemplateError{"Could not parse SecretString JSON", {}};
  const json::value* found = find(*value, reference.json_key);
  if (found == nullptr || found->is_null() || found->is_structured())
    return TemplateError{"Could not find a value associated with JSONKey in SecretString", {}};
  return scalar_text(*found);
}

json::value replace_dynamic_references(const json::value& value, const ResolvedReferences& resolved) {
  if (const auto* text = value.if_string())
    return json::string(replaced(std::string_view(text->data(), text->size()), resolved));
  if (const auto* list = value.if_array()) {
    json::array out;
    for (const json::value& item : *list) out.push_back(replace_dynamic_references(item, resolved));
    return out;
  }
  if (const auto* map = value.if_object()) {
    json::object out;
    for (const auto& [key, member] : *map) out[key] = replace_dynamic_references(member, resolved);
    return out;
  }
  return value;
}

}  // namespace eni::tmpl
