#pragma once
/// Numbers that are given out once each: the addresses of a subnet, the VLAN ids of a trunk.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace eni::vpc {

/// A bit for each number; taking costs the same however many are taken, but for a look at 64 at a time from the lowest
/// that may be free.
class NumberPool {
 public:
  /// Of `first` and the `count - 1` numbers after it.
  NumberPool(std::uint32_t first, std::uint32_t count) : first_{first}, count_{count} {}

  /// The lowest free number, taken; nothing if there is none.
  std::optional<std::uint32_t> take();
  /// @return  whether it was free, and within the pool; it is taken now
  bool take(std::uint32_t number);
  /// @return  whether it was taken
  bool give_back(std::uint32_t number);
  std::uint32_t available() const { return count_ - taken_; }

 private:
  std::size_t words() const { return tail_ ? tail_->size() + 1 : 1; }
  void grow(std::size_t words);
  std::uint64_t& word(std::size_t i) { return i == 0 ? head_ : (*tail_)[i - 1]; }

  std::uint32_t first_;
  std::uint32_t count_;
  std::uint32_t taken_ = 0;
  std::uint32_t full_ = 0;                            ///< words before this one have no free number
  std::uint64_t head_ = 0;                            ///< the first 64: most trunks need no more
  std::unique_ptr<std::vector<std::uint64_t>> tail_;  ///< the others, as far as they were ever taken
};

/// Those of a trunk's branches; 0 and 4095 are no VLAN.
inline constexpr std::uint32_t kFirstVlanId = 1;
inline constexpr std::uint32_t kVlanIds = 4094;

}  // namespace eni::vpc
