#include "placement/search.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "placement/host_facts.h"
#include "placement/ranking.h"

namespace eni::placement {
namespace {

/// Hosts of a cell that are alike even in the number of the group's tasks: one bucket, those without any, or all.
struct Slice {
  Score score{};
  CellId cell = 0;
  std::uint32_t tasks = 0;          ///< of the group on each host
  std::uint32_t size = 0;           ///< hosts, > 0
  const HostList* hosts = nullptr;  ///< the bucket's or the cell's
  bool only_without = false;        ///< of `hosts`, those without a task of the group
  bool each = false;                ///< hosts have to be asked one by one
};

std::size_t pick(Random& random, std::size_t below) {
  return static_cast<std::size_t>(random.fraction() * static_cast<double>(below));
}

bool fits(const Resources& left, const Resources& demand) {
  return left.cpu_units >= demand.cpu_units && left.memory_mib >= demand.memory_mib &&
         left.interfaces >= demand.interfaces;
}

class Search {
 public:
  Search(Index& index, const Request& request)
      : index_{index},
        request_{request},
        group_{index.find_group(request.group)},
        ranking_{index, group_, request.strategies},
        filter_{index.filter(request)} {}

  Answer place(Random& random) {
    if (const auto affine = required_group()) return place_beside(*affine, random);
    if (ranking_.is_random()) {
      if (const auto lucky = draw(random)) return *lucky;
    }
    for (const ClassId id : index_.live_classes()) look_at_class(id);
    if (any_each_) return place_asking_each(random);
    if (best_.empty()) return refuse();
    return any_of(best_, random);
  }

  std::optional<Reason> why_not(HostId id) const {
    const CellKey& key = index_.key(id);
    Verdict verdict = verdict_of(key.attributes);
    if (verdict == Verdict::kEachHost) verdict = judge_each(filter_.conditions, HostView{index_, id});
    return reason(verdict, tasks_on(id), key);
  }

 private:
  using Slices = boost::container::small_vector<Slice, 16>;

  Verdict verdict_of(ClassId id) const {
    if (filter_.verdicts.size() <= id)
      filter_.verdicts.resize(index_.classes().capacity(), Verdict::kNotAsked);
    Verdict& verdict = filter_.verdicts[id];
    if (verdict == Verdict::kNotAsked) {
      verdict = judge(filter_.conditions, index_.classes(), index_.classes().of(id));
    }
    return verdict;
  }

  std::uint32_t tasks_on(HostId id) const {
    const GroupShare* share = group_ ? index_.host(id).groups.find(*group_) : nullptr;
    return share ? share->tasks : 0;
  }

  std::optional<Reason> reason(Verdict verdict, std::uint32_t tasks, const CellKey& key) const {
    if (verdict == Verdict::kAgent) return Reason::kAgent;
    if (verdict == Verdict::kMemberOf) return Reason::kMemberOf;
    if (request_.distinct_instance && tasks > 0) return Reason::kDistinctInstance;
    if (verdict == Verdict::kAttribute) return Reason::kAttribute;
    return lacking(key);
  }

  std::optional<Reason> lacking(const CellKey& key) const {
    const Resources& demand = request_.demand.resources;
    if (key.left.cpu_units < demand.cpu_units) return Reason::kCpu;
    if (key.left.memory_mib < demand.memory_mib) return Reason::kMemory;
    if (index_.ports().any_in(key.ports, request_.demand.ports)) return Reason::kPorts;
    if (key.left.interfaces < demand.interfaces) return Reason::kEni;
    return std::nullopt;
  }

  // ---- any candidate

  /// Where most hosts take the task, the first one drawn is as fair a choice as one of all that take it.
  std::optional<HostId> draw(Random& random) const {
    constexpr int kDraws = 8;
    for (int i = 0; i < kDraws && index_.size() > 0; ++i) {
      const HostId id = index_.all().pick(random);
      index_.expect(index_.all().upcoming());
      if (index_.classes().of(index_.key(id).attributes).active && !why_not(id)) return id;
    }
    return std::nullopt;
  }

  // ---- all candidates, best first

  void look_at_class(ClassId id) {
    if (!index_.classes().of(id).active) return;
    const Verdict verdict = verdict_of(id);
    if (verdict != Verdict::kYes && verdict != Verdict::kEachHost) return;
    const Score score = ranking_.of_class(id);
    const bool each = verdict == Verdict::kEachHost;
    any_each_ |= each;
    if (!any_each_ && !best_.empty() && is_worse_class(score)) return;
    for (const CellId cell : index_.cells_of(id)) {
      const CellKey& key = index_.cell(cell).key;
      if (!fits(key.left, request_.demand.resources)) continue;
      if (index_.ports().any_in(key.ports, request_.demand.ports)) continue;
      slice(cell, [&](Slice s) {
        s.score = score;
        s.each = each;
        consider(s);
      });
    }
  }

  bool is_worse_class(const Score& score) const {
    const auto leading = static_cast<std::ptrdiff_t>(ranking_.leading_fields());
    return std::lexicographical_compare(best_[0].score.begin(), best_[0].score.begin() + leading,
                                        score.begin(), score.begin() + leading);
  }

  /// Gives the cell's hosts in as many slices as the request tells apart.
  template <class Take>
  void slice(CellId cell, Take take, bool all = false) const {
    const HostList& hosts = index_.cell(cell).hosts;
    Slice whole{{}, cell, 0, static_cast<std::uint32_t>(hosts.size()), &hosts, false, false};
    if (!group_ || !(ranking_.asks_for_instance() || request_.distinct_instance)) return take(whole);
    const auto& cells = index_.group(*group_).cells;
    const auto in_cell = cells.find(cell);
    if (in_cell == cells.end()) return take(whole);
    whole.size -= in_cell->second.hosts;
    whole.only_without = true;
    if (whole.size > 0) take(whole);
    if (request_.distinct_instance && !all) return;
    for (const Bucket& bucket : in_cell->second.buckets) {
      const auto size = static_cast<std::uint32_t>(bucket.hosts.size());
      take(Slice{{}, cell, bucket.tasks, size, &bucket.hosts, false, false});
    }
  }

  void consider(Slice& s) {
    ranking_.add_host(s.score, index_.cell(s.cell).key.left, s.tasks);
    if (any_each_) {
      all_.push_back(s);
      return;
    }
    if (!best_.empty() && best_[0].score < s.score) return;
    if (!best_.empty() && s.score < best_[0].score) best_.clear();
    best_.push_back(s);
  }

  HostId any_of(const Slices& slices, Random& random) const {
    std::size_t total = 0;
    for (const Slice& s : slices) total += s.size;
    std::size_t chosen = slices.size() == 1 ? 0 : pick(random, total);
    for (const Slice& s : slices) {
      if (chosen < s.size) return any_of(s, random);
      chosen -= s.size;
    }
    return any_of(slices.back(), random);
  }

  HostId any_of(const Slice& s, Random& random) const {
    const HostList& hosts = *s.hosts;
    HostId id = hosts.pick(random);
    index_.expect(hosts.upcoming());
    if (!s.only_without) return id;
    constexpr int kProbes = 32;
    for (int i = 0; i < kProbes; ++i) {
      if (tasks_on(id) == 0) return id;
      id = hosts.pick(random);
    }
    std::size_t place = pick(random, hosts.size());
    while (tasks_on(hosts[place]) > 0) place = (place + 1) % hosts.size();
    return hosts[place];
  }

  // ---- where a constraint asks for what is the host's own

  /// Slices were skipped before the first class of this kind was seen, so all are looked at again.
  Answer place_asking_each(Random& random) {
    all_.clear();
    for (const ClassId id : index_.live_classes()) look_at_class(id);
    std::ranges::sort(all_, {}, &Slice::score);
    for (std::size_t begin = 0; begin < all_.size();) {
      std::size_t end = begin;
      while (end < all_.size() && all_[end].score == all_[begin].score) ++end;
      if (const auto found = ask_each(std::span{all_}.subspan(begin, end - begin), random)) return *found;
      begin = end;
    }
    return refuse();
  }

  std::optional<HostId> ask_each(std::span<const Slice> equal, Random& random) const {
    const std::size_t first = pick(random, equal.size());
    for (std::size_t i = 0; i < equal.size(); ++i) {
      const Slice& s = equal[(first + i) % equal.size()];
      const std::size_t start = pick(random, s.hosts->size());
      for (std::size_t j = 0; j < s.hosts->size(); ++j) {
        const HostId id = (*s.hosts)[(start + j) % s.hosts->size()];
        if (s.only_without && tasks_on(id) > 0) continue;
        if (!s.each || judge_each(filter_.conditions, HostView{index_, id}) == Verdict::kYes) return id;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string_view> required_group() const {
    for (const Expression& e : request_.member_of) {
      if (const auto group = e.required_task_group()) return group;
    }
    return std::nullopt;
  }

  /// Only hosts of that group come into question.
  Answer place_beside(std::string_view name, Random& random) const {
    const auto beside = index_.find_group(name);
    if (!beside) return refuse();
    std::vector<HostId> best;
    Score best_score{};
    const auto look_at = [&](HostId id) {
      const CellKey& key = index_.key(id);
      if (!index_.classes().of(key.attributes).active || why_not(id)) return;
      Score score = ranking_.of_class(key.attributes);
      ranking_.add_host(score, key.left, tasks_on(id));
      if (!best.empty() && best_score < score) return;
      if (!best.empty() && score < best_score) best.clear();
      best_score = score;
      best.push_back(id);
    };
    for (const auto& [cell, in_cell] : index_.group(*beside).cells) {
      if (lacking(index_.cell(cell).key)) continue;
      for (const Bucket& bucket : in_cell.buckets) std::ranges::for_each(bucket.hosts, look_at);
    }
    if (best.empty()) return refuse();
    return best[pick(random, best.size())];
  }

  // ---- none

  Refusal refuse() const {
    Refusals found;
    for (const ClassId id : index_.live_classes()) {
      if (!index_.classes().of(id).active) continue;
      const Verdict verdict = verdict_of(id);
      for (const CellId cell : index_.cells_of(id)) refuse_cell(cell, verdict, found);
    }
    Refusal result;
    for (auto hosts = found.rbegin(); hosts != found.rend(); ++hosts) {
      const auto reason = static_cast<Reason>(std::distance(hosts, found.rend()) - 1);
      for (const HostId id : *hosts) {
        if (!result.closest) result.closest = Failure{id, reason};
        if (result.failures.size() < request_.max_failures) result.failures.push_back({id, reason});
      }
    }
    return result;
  }

  using Refusals = std::array<std::vector<HostId>, static_cast<std::size_t>(Reason::kEni) + 1>;

  void refuse_cell(CellId cell, Verdict verdict, Refusals& found) const {
    const CellKey& key = index_.cell(cell).key;
    const auto add = [&](HostId id, const std::optional<Reason>& reason) {
      auto& hosts = found[static_cast<std::size_t>(*reason)];
      if (hosts.size() < std::max<std::size_t>(request_.max_failures, 1)) hosts.push_back(id);
    };
    if (verdict == Verdict::kEachHost) {
      for (const HostId id : index_.cell(cell).hosts) add(id, why_not(id));
      return;
    }
    const auto add_slice = [&](const Slice& s) {
      const auto why = reason(verdict, s.tasks, key);
      std::size_t named = 0;
      for (const HostId id : *s.hosts) {
        if (named == std::max<std::size_t>(request_.max_failures, 1)) return;
        if (s.only_without && tasks_on(id) > 0) continue;
        add(id, why);
        ++named;
      }
    };
    slice(cell, add_slice, true);
  }

  Index& index_;
  const Request& request_;
  std::optional<GroupId> group_;
  Ranking ranking_;  ///< Before the filter: a field that is new may change the classes.
  Filter& filter_;
  Slices best_;
  std::vector<Slice> all_;
  bool any_each_ = false;
};

}  // namespace

Answer place(Index& index, const Request& request, Random& random) {
  return Search{index, request}.place(random);
}

std::optional<Reason> why_not(Index& index, const Request& request, HostId id) {
  return Search{index, request}.why_not(id);
}

std::vector<HostId> matching(Index& index, const Expression& expression) {
  std::vector<HostId> result;
  for (const ClassId id : index.live_classes()) {
    const Truth of_class = expression.evaluate(ClassFacts{index.classes(), index.classes().of(id)});
    if (of_class == Truth::kFalse) continue;
    for (const CellId cell : index.cells_of(id)) {
      for (const HostId host : index.cell(cell).hosts) {
        if (of_class == Truth::kTrue || expression.evaluate(HostView{index, host}) == Truth::kTrue) {
          result.push_back(host);
        }
      }
    }
  }
  return result;
}

}  // namespace eni::placement
