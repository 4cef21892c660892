#include "sandbox/services/secretsmanager/secret_filter.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::string_view kAll = "all";

std::vector<std::string> tag_texts(const Secret& secret, std::string_view member) {
  std::vector<std::string> texts;
  for (const json::value& tag : array_at(secret.document, "Tags")) texts.push_back(text_at(tag, member));
  return texts;
}

/// What a key looks at. The sandbox has no replicas and no secrets of other services.
std::vector<std::string> looked_at(std::string_view key, const Secret& secret) {
  if (key == "name") return {secret.name};
  if (key == "description") return {to_lower(text_at(secret.document, "Description"))};
  if (key == "tag-key") return tag_texts(secret, "Key");
  if (key == "tag-value") return tag_texts(secret, "Value");
  return {};
}

std::string whole_text(const Secret& secret) {
  std::string all;
  for (const std::string_view key : {"name", "description", "tag-key", "tag-value"})
    for (const std::string& text : looked_at(key, secret)) append(all, {to_lower(text), "\n"});
  return all;
}

}  // namespace

SecretFilter::SecretFilter(const json::array& filters) {
  for (const json::value& given : filters) {
    Filter filter{text_at(given, "Key")};
    for (const json::value& value : array_at(given, "Values"))
      filter.values.push_back(read_value(filter.key, as_text(value)));
    filters_.push_back(std::move(filter));
  }
  words_.prepare();
}

SecretFilter::Value SecretFilter::read_value(std::string_view key, std::string text) {
  Value value;
  value.is_negated = text.starts_with('!');
  if (value.is_negated) text.erase(0, 1);
  value.text = key == "description" ? to_lower(text) : text;
  if (key != kAll) return value;
  has_words_ = true;
  for (const std::string& word : split(to_lower(text), ' ')) value.words.push_back(words_.add(word));
  return value;
}

bool SecretFilter::lets_through(const Secret& secret) const {
  const auto found = has_words_ ? words_.search(whole_text(secret)) : WordSearch::Found();
  return std::ranges::all_of(filters_, [&](const Filter& filter) { return fits(filter, secret, found); });
}

bool SecretFilter::fits(const Filter& filter, const Secret& secret, const WordSearch::Found& found) {
  const auto texts = looked_at(filter.key, secret);
  return std::ranges::any_of(filter.values, [&](const Value& value) {
    const bool is_there =
        filter.key == kAll
            ? std::ranges::all_of(value.words, [&](WordSearch::Word word) { return bool{found[word]}; })
            : std::ranges::any_of(texts,
                                  [&](const std::string& text) { return text.starts_with(value.text); });
    return is_there != value.is_negated;
  });
}

}  // namespace eni::sandbox::secrets_manager
