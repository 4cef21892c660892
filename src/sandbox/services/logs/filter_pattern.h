#pragma once
/// CloudWatch Logs' filter patterns, pure: which messages FilterLogEvents gives.
///   ERROR "two words"      all terms occur          ?ERROR ?WARN       one of them occurs
///   ERROR -timeout         without a term           { $.code = 4* && $.user.name != "x" }   JSON
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, …".
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::logs_service {

/// A condition on a JSON event: the part between the braces.
class JsonCondition {
 public:
  virtual ~JsonCondition() = default;
  virtual bool holds(const json::value& event) const = 0;
};

/// @error  what is wrong with the condition and where
Result<std::unique_ptr<JsonCondition>> parse_json_condition(std::string_view text);

class FilterPattern {
 public:
  /// @error  "Invalid filter pattern: …"; names the kind of pattern that is not supported
  static Result<FilterPattern> parse(std::string_view text);
  bool matches(std::string_view message) const;
  /// Of matches(): about the bytes that are read, some of them several times.
  std::size_t work(std::string_view message) const;

 private:
  std::vector<std::string> all_;   ///< every one must occur
  std::vector<std::string> none_;  ///< none may occur
  std::vector<std::string> any_;   ///< one must occur; AWS ignores these beside other terms
  std::unique_ptr<JsonCondition> condition_;
};

}  // namespace eni::sandbox::logs_service
