#pragma once
/// What a host has of each group. Most hosts have tasks of one group: it lies in the host's record, without a list of its
/// own, so that a task costs one look into memory and not two.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace eni::placement {

using GroupId = std::uint32_t;

struct GroupShare {
  GroupId group = 0;
  std::uint32_t tasks = 0;  ///< > 0
  std::uint32_t place = 0;  ///< in Group::members, or in the bucket of its group, cell and number of tasks
};

/// In no particular order.
class GroupShares {
 public:
  GroupShares() = default;
  GroupShares(GroupShares&& other) noexcept
      : one_{other.one_}, size_{std::exchange(other.size_, 0)}, many_{std::move(other.many_)} {}
  GroupShares& operator=(GroupShares&& other) noexcept {
    one_ = other.one_;
    size_ = std::exchange(other.size_, 0);
    many_ = std::move(other.many_);
    return *this;
  }

  GroupShare* begin() { return many_ ? many_.get() : &one_; }
  GroupShare* end() { return begin() + size_; }
  const GroupShare* begin() const { return many_ ? many_.get() : &one_; }
  const GroupShare* end() const { return begin() + size_; }
  std::uint32_t size() const { return size_; }

  /// Nothing if there is no task of the group.
  const GroupShare* find(GroupId group) const {
    for (const GroupShare& s : *this) {
      if (s.group == group) return &s;
    }
    return nullptr;
  }
  GroupShare* find(GroupId group) { return const_cast<GroupShare*>(std::as_const(*this).find(group)); }

  void add(GroupShare share) {
    if ((size_ & (size_ - 1)) == 0 && size_ > 0) grow();  // At 1, 2, 4, 8, …
    *end() = share;
    ++size_;
  }
  /// @param share  of this list
  void remove(GroupShare* share) {
    *share = *(end() - 1);
    --size_;
    if (size_ == 1 && many_) one_ = many_[0];
    if (size_ <= 1) many_.reset();
  }

 private:
  void grow() {
    auto larger = std::make_unique<GroupShare[]>(std::size_t{size_} * 2);
    std::copy(begin(), end(), larger.get());
    many_ = std::move(larger);
  }

  GroupShare one_;
  std::uint32_t size_ = 0;
  std::unique_ptr<GroupShare[]> many_;  ///< from two on
};

}  // namespace eni::placement
