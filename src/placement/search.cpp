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
  std::uint32_t tasks = 0;          ///< of the group on each host
  std::uint32_t size = 0;           ///< hosts, > 0
  const HostList* hosts = nullptr;  ///< the bucket's or the cell's
  bool only_without = false;        ///< of `hosts`, those without a task of the group
  std::optional<HostId> agreed;     ///< the only one; where hosts had to be asked, the first that agreed
};

std::size_t pick(Random& random, std::size_t below) {
  return static_cast<std::size_t>(random.fraction() * static_cast<double>(below));
}

/// Whose hosts come into question, and what strategies say of the class as a whole.
struct Candidates {
  Score score{};
  ClassId id = 0;
  bool each = false;  ///< hosts have to be asked one by one
};

class Search {
 public:
  Search(Index& index, const Request& request)
      : index_{index},
        request_{request},
        group_{index.find_group(request.group)},
        ranking_{index, group_, request.strategies},
        filter_{index.filter(request)} {
    if (group_ && tells_by_tasks() && is_widespread()) index.give_cells(*group_);
  }

  Answer place(Random& random) {
    if (const auto affine = required_group()) return place_beside(*affine, random);
    collect();
    for (std::size_t begin = 0; begin < classes_.size();) {
      std::size_t end = begin + 1;
      while (end < classes_.size() && !is_before(classes_[begin], classes_[end])) ++end;
      const std::span equal{classes_.data() + begin, end - begin};
      if (const auto host = place_in(equal, random)) return *host;
      begin = end;
    }
    return refuse();
  }

  std::optional<Reason> why_not(HostId id) const {
    const CellKey& key = index_.key(id);
    Verdict verdict = verdict_of(key.attributes);
    if (verdict == Verdict::kEachHost) verdict = judge_each(filter_.conditions, HostView{index_, id});
    return reason(verdict, tasks_on(id), key);
  }

 private:
  using Slices = boost::container::small_vector<Slice, 16>;
  using Classes = boost::container::small_vector<Candidates, 16>;

  /// Enough to choose from at random, where a class has more that are alike.
  static constexpr std::size_t kEnoughSlices = 64;
  /// Of a cell: that many are asked one by one for tasks of a group without cells.
  static constexpr std::size_t kFewHosts = 32;

  bool tells_by_tasks() const { return ranking_.asks_for_instance() || request_.distinct_instance; }
  /// Whether most hosts have tasks of the group.
  bool is_widespread() const { return group_ && index_.group(*group_).hosts * 2 > index_.size(); }

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
    if (!index_.ports().takes(key.ports, request_.demand.ports)) return Reason::kPorts;
    if (key.left.interfaces < demand.interfaces) return Reason::kEni;
    return std::nullopt;
  }

  // ---- classes, best first

  void collect() {
    for (const ClassId id : index_.live_classes()) {
      if (!index_.classes().of(id).active) continue;
      const Verdict verdict = verdict_of(id);
      if (verdict != Verdict::kYes && verdict != Verdict::kEachHost) continue;
      classes_.push_back({ranking_.of_class(id), id, verdict == Verdict::kEachHost});
    }
    if (ranking_.leading_fields() > 0) {
      std::ranges::sort(classes_, [&](const Candidates& a, const Candidates& b) { return is_before(a, b); });
    }
  }

  bool is_before(const Candidates& a, const Candidates& b) const {
    const auto leading = static_cast<std::ptrdiff_t>(ranking_.leading_fields());
    return std::lexicographical_compare(a.score.begin(), a.score.begin() + leading, b.score.begin(),
                                        b.score.begin() + leading);
  }

  std::optional<HostId> place_in(std::span<const Candidates> equal, Random& random) {
    if (is_worth_drawing()) {
      if (const auto lucky = draw(equal, random)) return lucky;
    }
    best_.clear();
    for (const Candidates& c : equal) look_at(c, random);
    if (best_.empty()) return std::nullopt;
    return any_of(best_, random);
  }

  // ---- by lot

  /// Where a host that has room (and no task of the group) is as good as any, and most are like that.
  bool is_worth_drawing() const {
    if (ranking_.axis() || ranking_.has_later_fields()) return false;
    return !ranking_.asks_for_instance() || !is_widespread();
  }

  /// The first one drawn that takes the task is as fair a choice as one of all that do.
  std::optional<HostId> draw(std::span<const Candidates> equal, Random& random) const {
    constexpr int kDraws = 12;
    std::size_t hosts = 0;
    for (const Candidates& c : equal) hosts += index_.hosts_of(c.id).size();
    for (int i = 0; i < kDraws; ++i) {
      std::size_t lot = pick(random, hosts);
      const Candidates* from = &equal.front();
      while (lot >= index_.hosts_of(from->id).size()) lot -= index_.hosts_of((from++)->id).size();
      const HostList& list = index_.hosts_of(from->id);
      const HostId id = list.pick(random);
      index_.prefetch(list.upcoming());
      if (lacking(index_.key(id))) continue;
      if ((ranking_.asks_for_instance() || request_.distinct_instance) && tasks_on(id) > 0) continue;
      if (!from->each || agrees(id)) return id;
    }
    return std::nullopt;
  }

  bool agrees(HostId id) const {
    return judge_each(filter_.conditions, HostView{index_, id}) == Verdict::kYes;
  }

  // ---- by looking at cells

  void look_at(const Candidates& c, Random& random) {
    const auto visit = [&](CellId cell, const Resources& left) {
      if (!best_.empty() && is_good_enough(c, left)) return false;
      if (!index_.ports().takes(index_.cell(cell).key.ports, request_.demand.ports)) return true;
      slice(cell, [&](Slice s) {
        s.score = c.score;
        ranking_.add_host(s.score, left, s.tasks);
        consider(s, c.each, random);
      });
      return true;
    };
    const Resources& demand = request_.demand.resources;
    if (const auto axis = ranking_.axis()) {
      index_.cells_of(c.id, *axis).fitting(demand, visit);
    } else {
      index_.cells_of(c.id).fitting_from(random.fraction(), demand, visit);
    }
  }

  /// Whether this cell and those after it have nothing better.
  bool is_good_enough(const Candidates& c, const Resources& left) const {
    const std::int32_t along = ranking_.axis() == Axis::kCpu ? left.cpu_units : left.memory_mib;
    const Score bound = ranking_.bound(c.score, request_.demand.resources, along);
    if (best_[0].score < bound) return true;
    return best_.size() >= kEnoughSlices && best_[0].score == bound;
  }

  void consider(Slice& s, bool each, Random& random) {
    if (!best_.empty() && best_[0].score < s.score) return;
    if (each && s.agreed && !agrees(*s.agreed)) return;
    if (each && !s.agreed && !(s.agreed = any_that_agrees(s, random))) return;
    if (!best_.empty() && s.score < best_[0].score) best_.clear();
    best_.push_back(s);
  }

  std::optional<HostId> any_that_agrees(const Slice& s, Random& random) const {
    const HostList& hosts = *s.hosts;
    const std::size_t start = pick(random, hosts.size());
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      const HostId id = hosts[start + i < hosts.size() ? start + i : start + i - hosts.size()];
      if (s.only_without && tasks_on(id) > 0) continue;
      if (agrees(id)) return id;
    }
    return std::nullopt;
  }

  /// Gives the cell's hosts in as many slices as the request tells apart.
  template <class Take>
  void slice(CellId cell, Take take, bool all = false) const {
    const HostList& hosts = index_.cell(cell).hosts;
    Slice whole{{}, 0, static_cast<std::uint32_t>(hosts.size()), &hosts, false, {}};
    if (!group_ || !tells_by_tasks()) return take(whole);
    if (!index_.group(*group_).has_cells && hosts.size() <= kFewHosts) return slice_few(whole, take, all);
    index_.give_cells(*group_);
    const auto& cells = index_.group(*group_).cells;
    const auto in_cell = cells.find(cell);
    if (in_cell == cells.end()) return take(whole);
    whole.size -= in_cell->second.hosts;
    whole.only_without = true;
    if (whole.size > 0) take(whole);
    if (request_.distinct_instance && !all) return;
    for (const Bucket& bucket : in_cell->second.buckets) {
      const auto size = static_cast<std::uint32_t>(bucket.hosts.size());
      take(Slice{{}, bucket.tasks, size, &bucket.hosts, false, {}});
    }
  }

  /// The same for a cell of few hosts, each with its tasks a slice.
  template <class Take>
  void slice_few(Slice whole, Take take, bool all) const {
    const auto has_none = [&](HostId id) { return tasks_on(id) == 0; };
    whole.size = static_cast<std::uint32_t>(std::ranges::count_if(*whole.hosts, has_none));
    whole.only_without = whole.size < whole.hosts->size();
    if (whole.size > 0) take(whole);
    if (request_.distinct_instance && !all) return;
    for (const HostId id : *whole.hosts)
      if (const std::uint32_t tasks = tasks_on(id)) take(Slice{{}, tasks, 1, whole.hosts, false, id});
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
    if (s.agreed) return *s.agreed;
    const HostList& hosts = *s.hosts;
    HostId id = hosts.pick(random);
    index_.prefetch(hosts.upcoming());
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

  // ---- beside another group's tasks

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
    index_.give_cells(*beside);
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
      index_.cells_of(id).all([&](CellId cell, const Resources&) { refuse_cell(cell, verdict, found); });
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
      if (s.agreed) return add(*s.agreed, why);
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
  Classes classes_;
  Slices best_;
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
    for (const HostId host : index.hosts_of(id)) {
      if (of_class == Truth::kTrue || expression.evaluate(HostView{index, host}) == Truth::kTrue) {
        result.push_back(host);
      }
    }
  }
  return result;
}

}  // namespace eni::placement
