#pragma once
/// What a machine writes to its console, and GetConsoleOutput shows.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::hosts {

class Console {
 public:
  Console(Environment& env, std::string instance_id) : env_{env}, instance_id_{std::move(instance_id)} {}

  /// A line as it is.
  void line(std::string_view text);
  /// A line of the ECS agent, in its form: level=error time=… msg="…" error="…".
  void agent(std::string_view level, std::string_view message,
             const std::vector<std::pair<std::string, std::string>>& fields = {});

 private:
  Environment& env_;
  std::string instance_id_;
};

}  // namespace eni::sandbox::hosts
