/// What to stop. Source: Amazon ECS Developer Guide, "Task placement strategies": scale-in keeps tasks spread, and takes
/// a binpacked task from the instance that then has most left.
#include "placement/ranking.h"
#include "placement/search.h"

namespace eni::placement {
namespace {

/// The worst place for one more task is the best one to take a task from. Ties are broken at random, evenly.
class Worst {
 public:
  explicit Worst(Random& random) : random_{random} {}

  /// @return  whether this one is to be taken so far; `weight` are all its equals
  bool take(const Score& score, std::size_t weight) {
    if (total_ > 0 && score < score_) return false;
    if (total_ == 0 || score_ < score) total_ = 0;
    score_ = score;
    total_ += weight;
    return total_ == weight || random_.fraction() * static_cast<double>(total_) < static_cast<double>(weight);
  }

 private:
  Random& random_;
  Score score_{};
  std::size_t total_ = 0;
};

}  // namespace

std::optional<HostId> host_to_stop_on(Index& index, std::string_view group,
                                      std::span<const Strategy> strategies, Random& random) {
  const auto id = index.find_group(group);
  if (!id) return std::nullopt;
  const Ranking ranking{index, id, strategies};
  Worst worst{random};
  const HostList* chosen = nullptr;
  index.give_cells(*id);
  for (const auto& [cell, in_cell] : index.group(*id).cells) {
    const CellKey& key = index.cell(cell).key;
    for (const Bucket& bucket : in_cell.buckets) {
      Score score = ranking.of_class(key.attributes);
      ranking.add_host(score, key.left, bucket.tasks);
      if (worst.take(score, bucket.hosts.size())) chosen = &bucket.hosts;
    }
  }
  return chosen->pick(random);
}

std::size_t task_to_stop(Index& index, std::string_view group, std::span<const HostId> hosts,
                         std::span<const Strategy> strategies, Random& random) {
  const auto id = index.find_group(group);
  const Ranking ranking{index, id, strategies};
  Worst worst{random};
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const CellKey& key = index.key(hosts[i]);
    const GroupShare* share = id ? index.host(hosts[i]).groups.find(*id) : nullptr;
    Score score = ranking.of_class(key.attributes);
    ranking.add_host(score, key.left, share ? share->tasks : 0);
    if (worst.take(score, 1)) chosen = i;
  }
  return chosen;
}

}  // namespace eni::placement
