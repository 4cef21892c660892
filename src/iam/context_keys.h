#pragma once
/// What a policy's conditions and variables ask for: the circumstances of a request, by condition key.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::iam {

class ContextKeys {
 public:
  using Values = std::vector<std::string>;

  virtual ~ContextKeys() = default;
  /// @param key  in lower case: condition keys are case-insensitive in AWS, those of tags included
  /// @return     nothing if the request has no such key; several values for multivalued keys
  virtual std::optional<Values> find(std::string_view key) const = 0;
};

/// Keys as a literal, whatever their case.
class ContextMap final : public ContextKeys {
 public:
  ContextMap() = default;
  ContextMap(std::initializer_list<std::pair<std::string_view, Values>> entries);
  void set(std::string_view key, Values values);
  std::optional<Values> find(std::string_view key) const override;
  /// Number of values of the key that has the most.
  std::size_t max_values() const;

 private:
  std::map<std::string, Values, std::less<>> entries_;
};

}  // namespace eni::iam
