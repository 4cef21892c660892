#include "sandbox/services/secretsmanager/secret_filter.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::secrets_manager {
namespace {

std::vector<std::string> tag_texts(const Secret& secret, std::string_view member) {
  std::vector<std::string> texts;
  for (const json::value& tag : array_at(secret.document, "Tags")) texts.push_back(text_at(tag, member));
  return texts;
}

/// What a key looks at. The sandbox has no replicas and no secrets of other services.
std::vector<std::string> looked_at(std::string_view key, const Secret& secret) {
  if (key == "name") return {secret.name};
  if (key == "description") return {text_at(secret.document, "Description")};
  if (key == "tag-key") return tag_texts(secret, "Key");
  if (key == "tag-value") return tag_texts(secret, "Value");
  return {};
}

bool begins(std::string_view key, const std::string& text, const std::string& value) {
  if (key == "description") return to_lower(text).starts_with(to_lower(value));
  return text.starts_with(value);
}

bool has_words(const Secret& secret, const std::string& value) {
  std::string all;
  for (const std::string_view key : {"name", "description", "tag-key", "tag-value"})
    for (const std::string& text : looked_at(key, secret)) append(all, {to_lower(text), "\n"});
  const auto words = split(to_lower(value), ' ');
  return std::ranges::all_of(words,
                             [&](const std::string& word) { return all.find(word) != std::string::npos; });
}

bool fits(std::string_view key, const Secret& secret, std::string value) {
  const bool is_negated = value.starts_with('!');
  if (is_negated) value.erase(0, 1);
  if (key == "all") return has_words(secret, value) != is_negated;
  const auto texts = looked_at(key, secret);
  return std::ranges::any_of(texts, [&](const std::string& text) { return begins(key, text, value); }) !=
         is_negated;
}

}  // namespace

bool matches(const json::array& filters, const Secret& secret) {
  return std::ranges::all_of(filters, [&](const json::value& filter) {
    const std::string key = text_at(filter, "Key");
    const json::array& values = array_at(filter, "Values");
    return std::ranges::any_of(values,
                               [&](const json::value& value) { return fits(key, secret, as_text(value)); });
  });
}

}  // namespace eni::sandbox::secrets_manager
