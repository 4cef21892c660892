#pragma once
/// What instances have besides their documents: when they go on to their next state, and what they wrote to their consoles.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

class Ec2InstanceRepository final : public Repository {
 public:
  explicit Ec2InstanceRepository(sqlite::Database& database);

  struct Transition {
    std::string instance;
    TimePoint due;
  };
  /// One an instance; a new one takes the place of another.
  void set_transition(const Transition& transition);
  void remove_transition(std::string_view instance);
  std::optional<TimePoint> due(std::string_view instance);
  std::vector<Transition> transitions();

  struct Console {
    std::string output;
    TimePoint updated;
  };
  std::optional<Console> console(std::string_view instance);
  /// Only the last 64 KB are kept, as EC2 does.
  void append_console(std::string_view instance, std::string_view text, TimePoint now);
  void remove_console(std::string_view instance);

 private:
  sqlite::Statement set_transition_, remove_transition_, due_, transitions_;
  sqlite::Statement console_, set_console_, remove_console_;
};

}  // namespace eni::sandbox
