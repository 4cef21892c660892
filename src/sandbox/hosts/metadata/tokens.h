#pragma once
/// Session tokens of IMDSv2. They carry their end and are signed, so nothing is kept of them.
#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace eni::sandbox::hosts::metadata {

class Tokens {
 public:
  /// The tokens of one machine are not another's.
  Tokens(Random& random, std::string instance_id);

  std::string issue(TimePoint now, std::chrono::seconds lifetime) const;
  bool is_valid(std::string_view token, TimePoint now) const;

 private:
  std::string secret_;
};

}  // namespace eni::sandbox::hosts::metadata
