#pragma once
/// Hosts to choose from at random, in memory's interest: of a hundred thousand hosts the chosen one is never in the
/// processor's cache, unless it was chosen one task ahead.
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "placement/host.h"

namespace eni::placement {

/// In no particular order. Each host knows its place, so that leaving is a swap with the last.
class HostList {
 public:
  bool empty() const { return hosts_.empty(); }
  std::size_t size() const { return hosts_.size(); }
  HostId operator[](std::size_t place) const { return hosts_[place]; }
  HostId back() const { return hosts_.back(); }
  auto begin() const { return hosts_.begin(); }
  auto end() const { return hosts_.end(); }

  /// @return  its place
  std::uint32_t add(HostId id) {
    hosts_.push_back(id);
    return static_cast<std::uint32_t>(hosts_.size() - 1);
  }
  /// @return  who has that place now; the host itself if it was the last
  HostId remove(std::uint32_t place) {
    const HostId last = hosts_.back();
    hosts_[place] = last;
    hosts_.pop_back();
    return last;
  }

  /// Each host with the same chance. The list is not empty.
  HostId pick(Random& random) const {
    const std::uint32_t size = static_cast<std::uint32_t>(hosts_.size());
    std::uint32_t chosen = 0;
    if (next_ < size && next_of_ >= size) {
      chosen = next_;
    } else {  // The list has grown since, and is larger by those that had no chance; or what was chosen is gone.
      chosen = draw(random, size);
      if (next_of_ < size && next_ < next_of_ && chosen < next_of_) chosen = next_;
    }
    next_ = draw(random, size);
    next_of_ = size;
    return hosts_[chosen];
  }
  /// Who will probably be picked next. The list is not empty.
  HostId upcoming() const { return hosts_[next_ < hosts_.size() ? next_ : 0]; }

 private:
  static std::uint32_t draw(Random& random, std::uint32_t below) {
    return static_cast<std::uint32_t>(((random.next() >> 32) * below) >> 32);
  }

  std::vector<HostId> hosts_;
  mutable std::uint32_t next_ = 0;     ///< drawn below next_of_
  mutable std::uint32_t next_of_ = 0;  ///< 0: none is drawn
};

}  // namespace eni::placement
