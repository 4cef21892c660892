#pragma once
/// Strategies as a list of numbers to compare: the smaller, the better the host.
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "placement/index.h"

namespace eni::placement {

using Score = std::array<std::int64_t, kMaxStrategies>;

/// Two strategies of the same kind and field rank alike: a second one changes nothing.
class Ranking {
 public:
  /// Of hosts for one more task of `group` (nothing: the group has no task yet). What is beyond five strategies or
  /// behind `random` has nothing to say.
  Ranking(Index& index, std::optional<GroupId> group, std::span<const Strategy> strategies);

  /// Whether hosts of one cell differ by how many tasks of the group they have.
  bool asks_for_instance() const { return asks_for_instance_; }
  /// Whether classes differ by more than the leading fields: spread over instances first, then over zones.
  bool has_later_fields() const { return has_later_fields_; }
  /// In which order cells are to be looked at for the best to come first. Nothing: what is left does not matter.
  std::optional<Axis> axis() const { return axis_; }
  /// No host of the class that has room for `demand`, and `along` or more on the axis, is better than this.
  Score bound(const Score& of_class, const Resources& demand, std::int32_t along) const;
  /// What hangs on the class only; the rest is 0.
  Score of_class(ClassId attributes) const;
  /// Completes it. @param tasks  of the group on the host
  void add_host(Score& score, const Resources& left, std::uint32_t tasks) const;
  /// The first places that of_class fills: classes can be compared by them.
  std::size_t leading_fields() const { return leading_fields_; }

 private:
  enum class Kind : std::uint8_t { kField, kInstance, kCpu, kMemory };
  struct Criterion {
    Kind kind{};
    FieldId field = 0;
  };

  Index& index_;
  std::optional<GroupId> group_;
  std::array<Criterion, kMaxStrategies> criteria_{};
  std::size_t size_ = 0;
  std::size_t leading_fields_ = 0;
  bool asks_for_instance_ = false;
  bool has_later_fields_ = false;
  std::optional<Axis> axis_;  ///< of the first binpack
};

}  // namespace eni::placement
