#pragma once
/// Event patterns: which events a rule wants. Pure.
/// Source: Amazon EventBridge User Guide, "Event patterns", "Comparison operators".
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::events_service {

class EventPattern {
 public:
  /// @error  why it is none, or what of it the sandbox does not read (cidr)
  static Result<EventPattern> parse(std::string_view text);

  bool matches(const json::object& event) const;

 private:
  explicit EventPattern(json::object pattern) : pattern_{std::move(pattern)} {}
  json::object pattern_;
};

}  // namespace eni::sandbox::events_service
