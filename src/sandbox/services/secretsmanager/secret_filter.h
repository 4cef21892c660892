#pragma once
/// Filters of ListSecrets and BatchGetSecretValue. Source: API Reference, "Filter"; User Guide, "Find secrets".
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/services/secretsmanager/word_search.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

/// The filters of a call, read once for all secrets that it looks at.
class SecretFilter {
 public:
  /// @param filters  [{"Key", "Values"}], as the model allows them
  explicit SecretFilter(const json::array& filters);

  /// Whether the secret is one that all of the filters let through. A filter lets through what one of its values fits: a beginning
  /// of the name, the description, a tag's key or value; "!" before a value turns it round. Of `all`, each word is to be in one of
  /// them.
  bool lets_through(const Secret& secret) const;

 private:
  struct Value {
    bool is_negated = false;
    std::string text = {};                     ///< without its "!"; of descriptions in lower case
    std::vector<WordSearch::Word> words = {};  ///< of `all`
  };
  struct Filter {
    std::string key = {};
    std::vector<Value> values = {};
  };

  Value read_value(std::string_view key, std::string text);
  static bool fits(const Filter& filter, const Secret& secret, const WordSearch::Found& found);

  std::vector<Filter> filters_ = {};
  WordSearch words_ = {};
  bool has_words_ = false;
};

}  // namespace eni::sandbox::secrets_manager
