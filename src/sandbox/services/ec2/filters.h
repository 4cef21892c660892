#pragma once
/// The parameter Filter of Describe operations. An operation has a table of the filters it knows, each a path in the items it
/// would show; so a filter sees exactly what the caller sees.
/// Source: Amazon EC2 API Reference, Filter; "List and filter your resources" (wildcards * and ?, case-sensitive; values of one
/// filter are alternatives, filters must all hold).
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

struct FilterName {
  std::string_view name;  ///< "attachment.instance-id"
  /// Members from the item down, lists are entered: "groupSet.groupId". Values are compared as the wire shows them.
  std::string_view path;
};

class Filters {
 public:
  /// Reads and checks the call's filters. tag:KEY and tag-key are known to all, over the member tagSet.
  /// @param known  outlives the filters
  /// @error  InvalidParameterValue "The filter 'X' is invalid"; FilterLimitExceeded
  static ApiResult<Filters> read(const Call& call, std::span<const FilterName> known);

  /// False also when the bound on work is used up: check_work() says so, to be asked when all items have been looked at.
  bool match(const json::object& item) const;
  /// @error  FilterLimitExceeded
  ApiResult<void> check_work() const;
  bool empty() const { return filters_.empty(); }

 private:
  struct Filter {
    std::string_view path;  ///< "" for tags
    std::string tag_key;    ///< of tag:KEY
    bool any_tag_key = false;
    std::vector<std::string> values;
  };
  bool match(const Filter& filter, const json::object& item) const;
  bool fits_any(const std::vector<std::string>& patterns, std::string_view text) const;
  std::vector<Filter> filters_;
  mutable std::size_t work_ = 0;  ///< characters that have been compared, at most
};

/// Whether `text` fits `pattern` with * and ?; a backslash takes the next character as it is.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace eni::sandbox::ec2_service
