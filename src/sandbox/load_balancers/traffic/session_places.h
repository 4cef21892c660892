#pragma once
/// How many connections the load balancers of a sandbox take at a time, all together. Each is a descriptor of the sandbox's, or two, which
/// everybody else needs, too. One too many is closed at once, as on AWS, which counts it (RejectedConnectionCount).
#include <cstddef>
#include <memory>

namespace eni::sandbox::load_balancers {

class SessionPlaces {
 public:
  explicit SessionPlaces(std::size_t max) : max_{max} {}

  /// A place, which is free again once nobody has it any more; null if all are taken.
  std::shared_ptr<const int> take() const {
    // One more use is this object's own.
    return static_cast<std::size_t>(taken_.use_count()) > max_ ? nullptr : taken_;
  }

 private:
  std::size_t max_;
  std::shared_ptr<const int> taken_ = std::make_shared<const int>(0);
};

/// Half of the descriptors that this process may have, at two each.
std::size_t default_max_sessions();

}  // namespace eni::sandbox::load_balancers
